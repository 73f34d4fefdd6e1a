#!/usr/bin/env bash
# start.sh - bring up a throw-away, single-node Ceph RADOS Gateway (S3 API) on loopback.
#
#   start.sh [DATA_DIR] [PORT]          defaults: ${TMPDIR:-/tmp}/rgw 17480
#
# Needs (Debian 12), beside curl and python3:
#   apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd ceph-common
#
# One mon, one osd (objects are held in RAM: objectstore=memstore), one radosgw; no mgr, no cephx,
# every pool of size 1. Nothing is read from or written to /etc/ceph, /var/lib/ceph or /run/ceph;
# everything lives in DATA_DIR. Root is not needed. Not for production: stopping it loses the data.
#
# Idempotent: if the endpoint of this DATA_DIR already answers, it only prints the settings;
# otherwise whatever is left of an earlier run in DATA_DIR is stopped and wiped first.
#
# Ports on 127.0.0.1: PORT = S3 endpoint, PORT+1 = mon, PORT+10..PORT+40 = osd.
# Environment: RGW_ACCESS_KEY, RGW_SECRET_KEY (credentials to create), RGW_OTHER_ACCESS_KEY (of a second
# user, who has no rights in the first one's buckets), RGW_MEM_BYTES (size of the in-memory store,
# default 2 GiB), RGW_START_TIMEOUT (seconds per waiting step, default 60).
# Exit code 2: a program is missing.
set -euo pipefail

DATA=$(realpath -m "${1:-${TMPDIR:-/tmp}/rgw}")
PORT=${2:-17480}
KEY=${RGW_ACCESS_KEY:-testaccesskey}
SECRET=${RGW_SECRET_KEY:-testsecretkey}
OTHER_KEY=${RGW_OTHER_ACCESS_KEY:-otheraccesskey}
MEM=${RGW_MEM_BYTES:-2147483648}
WAIT=${RGW_START_TIMEOUT:-60}
HERE=$(dirname "$(realpath "$0")")
ENDPOINT=http://127.0.0.1:$PORT
MARK=$DATA/.rgw-throwaway            # only a directory with this file is ever wiped
export CEPH_CONF=$DATA/ceph.conf     # every ceph tool below reads this, never /etc/ceph
export CEPH_ARGS=

die() { echo "start.sh: $*" >&2; exit 1; }

print_settings() {
  cat <<EOF
S3_ENDPOINT=$ENDPOINT
S3_ACCESS_KEY=$KEY
S3_SECRET_KEY=$SECRET
S3_OTHER_ACCESS_KEY=$OTHER_KEY
EOF
}

# A signed request that must succeed: "up" means that S3 works, not that a port is open.
# s3 METHOD PATH [curl options] -> HTTP status
s3() {
  local method=$1 path=$2; shift 2
  curl -s -o /dev/null -w '%{http_code}' --max-time 30 --noproxy '*' -X "$method" \
    --user "$KEY:$SECRET" --aws-sigv4 aws:amz:us-east-1:s3 \
    -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$@" "$ENDPOINT$path" || true
}

for t in ceph-mon ceph-osd radosgw radosgw-admin monmaptool /usr/bin/python3 curl; do
  command -v "$t" >/dev/null || {
    echo "start.sh: $t not found; Ceph RGW needs:" >&2
    echo "  apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd ceph-common" >&2
    exit 2
  }
done

# Already running? (our radosgw alive and answering a signed request)
if [ -f "$MARK" ] && [ -s "$DATA/run/client.rgw.pid" ] \
   && kill -0 "$(cat "$DATA/run/client.rgw.pid")" 2>/dev/null \
   && [ "$(s3 GET / --max-time 5)" = 200 ]; then
  print_settings; exit 0
fi

# Clear what an earlier run left.
if [ -e "$DATA" ]; then
  if [ -f "$MARK" ]; then "$HERE/stop.sh" "$DATA" >/dev/null
  elif [ -n "$(ls -A "$DATA")" ]; then die "$DATA is not empty and is not ours; refusing to touch it"; fi
fi
for p in "$PORT" $((PORT + 1)); do
  ! (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || die "port $p is already in use"
done
# A start that fails or is interrupted leaves no daemons behind (the logs stay, for a look).
UP=
trap '[ -n "$UP" ] || "$HERE/stop.sh" "$DATA" --keep >/dev/null 2>&1 || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -p "$DATA"/{mon,osd,rgw,run,log}
: >"$MARK"

FSID=$(cat /proc/sys/kernel/random/uuid)
OSD_UUID=$(cat /proc/sys/kernel/random/uuid)

cat >"$CEPH_CONF" <<EOF
[global]
fsid = $FSID
mon_host = v2:127.0.0.1:$((PORT + 1))
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr1 = false
# radosgw defaults to "secure", which cannot work without cephx and hangs for 5 minutes
ms_mon_client_mode = crc
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
keyring = $DATA/keyring
log_file = $DATA/log/\$name.log
# none: a socket path may have 107 characters at most, DATA_DIR may be longer
admin_socket =
pid_file = $DATA/run/\$name.pid
run_dir = $DATA/run
crash_dir = $DATA/log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0

[mon]
mon_data = $DATA/mon
mon_cluster_log_file = $DATA/log/cluster.log
mon_allow_pool_size_one = true
# a CI disk that is nearly full must not stop the mon (its store is a few MB)
mon_data_avail_warn = 1
mon_data_avail_crit = 0
# commit map changes at once instead of batching them for a second (start time)
paxos_propose_interval = 0.02
paxos_min_wait = 0.01

[osd]
osd_data = $DATA/osd
osd_objectstore = memstore
memstore_device_bytes = $MEM
ms_bind_port_min = $((PORT + 10))
ms_bind_port_max = $((PORT + 40))

[client.rgw]
rgw_data = $DATA/rgw
# without tcp_nodelay every response that takes two writes waits ~40 ms for a delayed ACK
rgw_frontends = beast endpoint=127.0.0.1:$PORT tcp_nodelay=1
rgw_thread_pool_size = 64
# give the space of deleted objects back quickly (default: two hours)
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 10
EOF

# 1. Monitor
monmaptool --create --clobber --fsid "$FSID" --addv a "v2:127.0.0.1:$((PORT + 1))" \
  --set-min-mon-release 16 "$DATA/monmap" >/dev/null
ceph-mon -i a --mkfs --monmap "$DATA/monmap" --fsid "$FSID"
ceph-mon -i a

# 2. OSD. Its id and the pools are registered over one connection (the `ceph` tool would take a
#    new Python process and connection for each). With the pools there beforehand neither
#    radosgw-admin nor the first upload has to wait for one to be made.
timeout "$WAIT" /usr/bin/python3 - "$OSD_UUID" <<'PY'
import json, os, sys, rados
c = rados.Rados(conffile=os.environ['CEPH_CONF'], name='client.admin')
c.connect(timeout=30)
def mon(**kw):
    r, out, err = c.mon_command(json.dumps(kw), b'')
    if r: sys.exit('%s: %d %s' % (kw['prefix'], r, err))
mon(prefix='osd new', uuid=sys.argv[1], id=0)
for p in ('.rgw.root', 'default.rgw.log', 'default.rgw.control', 'default.rgw.meta',
          'default.rgw.buckets.index', 'default.rgw.buckets.data', 'default.rgw.buckets.non-ec'):
    mon(prefix='osd pool create', pool=p, pg_num=1, pgp_num=1)
    mon(prefix='osd pool application enable', pool=p, app='rgw')
c.shutdown()
PY
ceph-osd -i 0 --mkfs --osd-uuid "$OSD_UUID" 2>/dev/null || die "ceph-osd --mkfs failed, see $DATA/log"
ceph-osd -i 0 2>/dev/null

# 3. S3 users (the first waits until the osd is up), then the gateway
timeout "$WAIT" radosgw-admin user create --uid=test --display-name=test \
  --access-key="$KEY" --secret-key="$SECRET" >"$DATA/user.json" 2>"$DATA/log/user-create.err" \
  || die "radosgw-admin user create failed: $(tail -1 "$DATA/log/user-create.err")"
radosgw-admin user create --uid=other --display-name=other --access-key="$OTHER_KEY" \
  --secret-key="$SECRET" >/dev/null 2>"$DATA/log/user-create.err" || die "the second user was not made"
radosgw -n client.rgw

# 4. Ready when a bucket and an object can be made and removed
end=$((SECONDS + WAIT))
until [ "$(s3 PUT /rgw-selftest)" = 200 ]; do
  [ $SECONDS -lt $end ] || die "S3 endpoint not ready after $WAIT s, see $DATA/log"
  sleep 0.05
done
[ "$(s3 PUT /rgw-selftest/o --data-binary ok)" = 200 ] || die "self-test PUT failed, see $DATA/log"
[ "$(s3 DELETE /rgw-selftest/o)" = 204 ] && [ "$(s3 DELETE /rgw-selftest)" = 204 ] \
  || die "self-test DELETE failed, see $DATA/log"
UP=1
print_settings
