# Enters a session's own view of the machine and becomes the agent. It runs as root in new mount, process, IPC and host name namespaces, and
# in the session's network namespace.
# Arguments: ROOT (the folder that the view is put together in), FSTAB (what it is put together of), USER (a numeric id), GROUPS (folders of
# control groups, or empty), LIMITS (options of prlimit), then the command.
set -e
root=$1 fstab=$2 user=$3 groups=$4 limits=$5
shift 5

for group in $groups; do echo 0 > "$group/cgroup.procs"; done
{ echo localhost > /proc/sys/kernel/hostname; } 2>/dev/null || :
mount --all --fstab "$fstab"

# shellcheck disable=SC2086
exec prlimit $limits -- nsenter --root="$root" --wd="$root/var/task" -- \
  /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all --pdeathsig KILL -- "$@"
