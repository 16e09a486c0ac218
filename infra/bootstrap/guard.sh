#!/bin/sh
# guard.sh GRACE COMMAND [ARGUMENT...]: runs COMMAND as the leader of this process group and never outlives its supervisor.
#   fd 3  held open by the supervisor; when it closes (also because the supervisor was killed) COMMAND gets SIGTERM and,
#         GRACE tenths of a second later, the whole group gets SIGKILL
#   fd 4  says "pid N" when COMMAND runs and "exit N" when it has ended
grace=$1
shift
"$@" 3<&- 4>&- &
child=$!
trap '' HUP INT TERM PIPE
echo "pid $child" >&4
{
  read -r _ <&3
  kill -TERM "$child"
  while [ "$grace" -gt 0 ]; do
    sleep 0.1 || sleep 1
    grace=$((grace - 1))
  done
  kill -KILL "-$$"
} 4>&- 2>/dev/null &
exec 3<&-
wait "$child"
echo "exit $?" >&4 2>/dev/null
kill -KILL "-$$"
