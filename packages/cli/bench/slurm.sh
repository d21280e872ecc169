#!/usr/bin/env bash
# Does a sweep as an array of Slurm's jobs, on a cluster of this machine alone. As root, on Debian:
#   apt-get install slurm-wlm munge && packages/cli/bench/slurm.sh SWEEP
# Starts munged, slurmctld and slurmd, submits what `flawlens deploy slurm` writes, and waits for it; ends them all.
set -euo pipefail
sweep=$(realpath "$1")
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
host=$(hostname -s)
chmod 755 "$work"
mkdir "$work/bin" "$work/state" "$work/spool" "$work/deploy"
chmod 777 "$work/state" "$work/spool"
printf '#!/bin/sh\nexec node %s/packages/cli/bin/flawlens.js "$@"\n' "$root" > "$work/bin/flawlens"
chmod +x "$work/bin/flawlens"
export PATH="$work/bin:$PATH"
flawlens deploy slurm --sweep "$sweep" --cpu 1 --memory 1 --parallelism 2 --out "$work/deploy" "${@:2}"

dd if=/dev/urandom of="$work/munge.key" bs=1 count=1024 status=none
chmod 400 "$work/munge.key"
cat > "$work/slurm.conf" <<CONF
ClusterName=proof
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
SlurmUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4096 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$work/slurm.conf"
started=()
end() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap end EXIT
munged --foreground --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munge.pid" \
  --log-file="$work/munge.log" --seed-file="$work/munge.seed" & started+=($!)
sleep 1
slurmctld -D -f "$SLURM_CONF" > "$work/slurmctld.log" 2>&1 & started+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" > "$work/slurmd.log" 2>&1 & started+=($!)
for _ in $(seq 60); do
  sinfo -h -o %T 2>/dev/null | grep -q idle && break
  sleep 1
done
sinfo
cd "$work/deploy"
sbatch --wait ./*.sbatch || { tail -n 5 ./*.log "$work/slurmctld.log" "$work/slurmd.log"; exit 1; }
grep -h . ./*.log || true
flawlens sweep status "$sweep"
