# Enters a session's own view of the machine and becomes the agent. It runs as root in new mount, process, IPC and host name namespaces, and
# in the session's network namespace.
# Arguments: ROOT (the folder that the view is put together in), FSTAB (what it is put together of), USER (a numeric id), GROUPS (folders of
# control groups, or empty), LIMITS (options of prlimit), OWN (the folder for what it changes of code that it shares, or empty), ROOM (how many
# bytes it may take there), then the command.
set -e
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
root=$1 fstab=$2 user=$3 groups=$4 limits=$5 own=$6 room=$7
shift 7

for group in $groups; do echo 0 > "$group/cgroup.procs"; done
{ echo localhost > /proc/sys/kernel/hostname; } 2>/dev/null || :
if [ -n "$own" ]; then
  # Of its own size, and in its memory: the machine's disk is for all.
  mount -t tmpfs -o "size=$room,mode=700,nosuid,nodev" webhost "$own"
  install -d -m 700 -o "$user" -g "$user" "$own/changes" "$own/work"
fi
mount --all --fstab "$fstab"

# They name folders of this machine.
unset PWD OLDPWD
# shellcheck disable=SC2086
exec prlimit $limits -- nsenter --root="$root" --wd="$root/var/task" -- \
  /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all --pdeathsig KILL -- "$@"
