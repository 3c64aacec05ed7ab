#!/usr/bin/env bash
# What a newcomer does in the first minute: starts a server, runs the curl lines it prints exactly as printed,
# edits a manifest, and stops it with Ctrl-C.
#
#   .ci/smoke.sh NAME MANIFESTS RESULTS COMMAND...
#
# MANIFESTS is the folder of the cafe example that COMMAND serves; it is edited and put back.
# One line a step goes to RESULTS: "ok …" or "FAIL …".
set -euo pipefail

name=$1
manifests=$2
results=$3
shift 3

work=$(mktemp -d)
server=
ended=no

finish() {
  if [ -n "$server" ] && [ "$ended" = no ]; then kill -KILL -- "-$server" 2>/dev/null || true; fi
  if [ -f "$work/ingress.yaml" ]; then cat "$work/ingress.yaml" >"$manifests/ingress.yaml"; fi
  rm -rf "$work"
}
trap finish EXIT

pass() { echo "ok $name: $1" | tee -a "$results"; }

fail() {
  echo "FAIL $name: $1" | tee -a "$results"
  echo "--- standard output of the server" && tail -n 40 "$work/out"
  echo "--- standard error of the server" && tail -n 40 "$work/err"
  exit 1
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# wait_for SECONDS COMMAND...: true as soon as the command is.
wait_for() {
  local deadline=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    if [ "$(now_ms)" -ge "$deadline" ]; then return 1; fi
    sleep 0.05
  done
}

curl_lines() { grep -E '^ +curl ' "$work/out" | sed 's/^ *//'; }
running() { kill -0 "$server" 2>/dev/null; }
announced() { ! running || curl_lines >/dev/null; }
answers() { bash -c "$1" 2>/dev/null | grep -q "$2"; }
told() { grep -q "$1" "$work/out"; }

cp "$manifests/ingress.yaml" "$work/ingress.yaml"

# A session of its own, so that a signal to its group is what Ctrl-C in a terminal is. A shell starts background
# commands with SIGINT ignored; a terminal does not.
setsid env --default-signal=INT SLUICE_ADMIN_ADDRESS=127.0.0.1:0 "$@" >"$work/out" 2>"$work/err" &
server=$!

wait_for 60 announced || fail 'printed no curl lines within 60 s'
running || fail 'ended at once'
told 'Instance lb-.*Internet-facing, created automatically' || fail 'did not print the instance it created'
pass 'starts, creates an Internet-facing instance and prints what to try'

page=$(sed -n 's|^  .* at \(http://.*/\)$|\1|p' "$work/out")
curl -fsS "$page" | grep -q '<title>Sluice</title>' || fail "no web page at $page"
curl -fsS "${page}page/main.js" >/dev/null || fail "no ${page}page/main.js"
pass 'has a web page'

mapfile -t lines < <(curl_lines)
printf '%s\n' "${lines[@]}" | grep -q '^curl .*http://' || fail 'printed no curl line for HTTP'
printf '%s\n' "${lines[@]}" | grep -q '^curl .*https://' || fail 'printed no curl line for HTTPS'
for line in "${lines[@]}"; do
  service="${line##*/}-svc"
  answers "$line" "$service" || fail "as printed: $line"
  pass "as printed: $line"
done

for line in "${lines[@]}"; do
  if [[ $line == *"http://"*"/tea" ]]; then tea=$line; fi
done
chai="${tea%/tea}/chai"

# Saved as an editor saves it: a new file put in place of the old one.
sed 's#path: /tea#path: /chai#' "$work/ingress.yaml" >"$manifests/.ingress.yaml.new"
start=$(now_ms)
mv "$manifests/.ingress.yaml.new" "$manifests/ingress.yaml"
wait_for 5 answers "$chai" tea-svc || fail 'an edited manifest took no effect'
took=$(($(now_ms) - start))
[ "$took" -lt 1000 ] || fail "an edited manifest took effect after $took ms"
if answers "$tea" tea-svc; then fail 'a path that was edited away is still served'; fi
wait_for 2 told 'Ingress default/cafe changed' || fail 'no line said what changed'
pass "an edited manifest takes effect in under a second ($took ms, curl included)"

mv "$manifests/ingress.yaml" "$work/deleted.yaml"
gone() { ! answers "$chai" tea-svc; }
wait_for 1 gone || fail 'a deleted manifest is still served'
pass 'a deleted manifest takes effect in under a second'

cp "$work/ingress.yaml" "$manifests/ingress.yaml"
wait_for 1 answers "$tea" tea-svc || fail 'an added manifest took no effect'
pass 'an added manifest takes effect in under a second'

kill -INT -- "-$server"
stopped() { ! running; }
wait_for 20 stopped || fail 'did not end within 20 s of Ctrl-C'
ended=yes
code=0
wait "$server" || code=$?
[ "$code" -eq 0 ] || fail "exit code $code after Ctrl-C"
pass 'Ctrl-C drains and exits 0'
