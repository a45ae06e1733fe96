# Enters a session's own view of the machine and becomes the agent. It runs as root in new mount, process, IPC and host name namespaces, and
# in the session's network namespace.
# Arguments: ROOT (an empty folder), TASK (the session's code), USER (a numeric id), CGROUP (folders of control groups, or empty),
# EXTRA (a folder with an interpreter outside /usr, or empty), LIMITS (options of prlimit), then the command.
set -e
root=$1 task=$2 user=$3 cgroup=$4 extra=$5 limits=$6
shift 6

for group in $cgroup; do echo 0 > "$group/cgroup.procs"; done

mount -t tmpfs -o size=64m,mode=755,nosuid webhost "$root"
cd "$root"
mkdir -p usr etc dev/shm proc var/task tmp
chmod 1777 tmp dev/shm
for name in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then
    cp -P "/$name" "$name"
  elif [ -d "/$name" ]; then
    mkdir "$name"
    mount -o bind,ro "/$name" "$name"
  fi
done
mount -o bind,ro /usr usr
if [ -n "$extra" ]; then
  mkdir -p "$root$extra"
  mount -o bind,ro "$extra" "$root$extra"
fi

# Of /etc only what programs need to load and to find and trust hosts.
for name in ssl ca-certificates alternatives; do
  if [ -d "/etc/$name" ]; then
    mkdir "etc/$name"
    mount -o bind,ro "/etc/$name" "etc/$name"
  fi
done
for name in ld.so.cache ld.so.conf nsswitch.conf localtime; do
  if [ -e "/etc/$name" ]; then cp -L "/etc/$name" "etc/$name"; fi
done
echo '127.0.0.1 localhost' > etc/hosts
echo "agent:x:$user:$user::/tmp:/usr/sbin/nologin" > etc/passwd
echo "agent:x:$user:" > etc/group

for name in null zero full random urandom; do
  : > "dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
mount -t proc -o nosuid,nodev,noexec proc proc
mount -o bind,nosuid,nodev "$task" var/task
hostname localhost 2>/dev/null || :

# shellcheck disable=SC2086
exec prlimit $limits -- chroot "$root" /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all --pdeathsig KILL -- \
  /bin/sh -c 'cd /var/task && exec "$@"' agent "$@"
