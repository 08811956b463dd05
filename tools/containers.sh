#!/usr/bin/env bash
# Builds the images, starts them with compose, makes the README's tour against them, starts them once more as in production, and takes everything down. Called by ./dev containers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
./dev containers [options]
  --published              take the build from ./dev publish instead of building inside the image (no packages are restored there)
  --local-base             make the base image with debootstrap and PostgreSQL from Debian's package on it, and imply --published: no registry is needed. Needs root, debootstrap and a Debian mirror
  --sdk-image IMAGE        the image that builds (default mcr.microsoft.com/dotnet/sdk:10.0)
  --runtime-image IMAGE    the base of the API's image (default mcr.microsoft.com/dotnet/runtime-deps:10.0)
  --postgres-image IMAGE   the database (default postgres:17)
  --port PORT              where the API is reached on 127.0.0.1 (default 18080)
  --keep                   leave it running with the sample data instead of taking it down
TEXT
}

fail() {
  echo "containers: $*" >&2
  exit 1
}
step() { printf '\n== %s\n' "$*"; }
seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }'; }

published='' local_base='' keep='' port=18080
while (($# > 0)); do
  case $1 in
    --published) published=1 ;;
    --local-base) local_base=1 published=1 ;;
    --keep) keep=1 ;;
    --sdk-image) export CRM_SDK_IMAGE=${2:?--sdk-image needs an image} && shift ;;
    --runtime-image) export CRM_RUNTIME_IMAGE=${2:?--runtime-image needs an image} && shift ;;
    --postgres-image) export CRM_POSTGRES_IMAGE=${2:?--postgres-image needs an image} && shift ;;
    --port) port=${2:?--port needs a number} && shift ;;
    --help | -h) usage && exit ;;
    *) usage >&2 && fail "there is no option '$1'" ;;
  esac
  shift
done

for program in docker curl jq openssl; do command -v "$program" >/dev/null || fail "$program is needed"; done
docker info >/dev/null 2>&1 || fail "no Docker engine answers; DOCKER_HOST says which one is asked"
if docker compose version >/dev/null 2>&1; then compose=(docker compose)
elif command -v docker-compose >/dev/null; then compose=(docker-compose)
else fail "docker compose (or docker-compose 1.29) is needed"; fi

# Debian's smallest system and the libraries that .NET needs, as an image.
make_base() (
  command -v debootstrap >/dev/null || fail "--local-base needs debootstrap: apt-get install debootstrap"
  ((EUID == 0)) || fail "--local-base needs root, for debootstrap makes a root file system"
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  debootstrap --variant=minbase --include=ca-certificates,libicu72,libssl3,libstdc++6,tzdata,zlib1g bookworm "$root" ${CRM_DEBIAN_MIRROR:+"$CRM_DEBIAN_MIRROR"} >/dev/null ||
    fail "debootstrap failed; CRM_DEBIAN_MIRROR names another mirror"
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,info}/*
  tar -C "$root" -c . | docker import - "$1" >/dev/null
)

make_bases() {
  export CRM_RUNTIME_IMAGE=crm-local-base:bookworm CRM_POSTGRES_IMAGE=crm-local-postgres:latest
  if ! docker image inspect "$CRM_RUNTIME_IMAGE" >/dev/null 2>&1; then
    step "the base image, by debootstrap"
    make_base "$CRM_RUNTIME_IMAGE"
  fi
  step "PostgreSQL's image, from Debian's package"
  docker build -q -t "$CRM_POSTGRES_IMAGE" --build-arg BASE_IMAGE="$CRM_RUNTIME_IMAGE" -f tools/containers/postgres.Dockerfile tools/containers
}

export COMPOSE_PROJECT_NAME=crm-try-$$ CRM_IMAGE=crm:try CRM_LISTEN=127.0.0.1 CRM_PORT=$port
CRM_SECRET=$(openssl rand -hex 32) CRM_APP_PASSWORD=$(openssl rand -hex 32) CRM_OWNER_PASSWORD=$(openssl rand -hex 32) CRM_POSTGRES_PASSWORD=$(openssl rand -hex 32)
CRM_ADMIN_EMAIL=admin@example.com CRM_ADMIN_PASSWORD=$(openssl rand -hex 16)
export CRM_SECRET CRM_APP_PASSWORD CRM_OWNER_PASSWORD CRM_POSTGRES_PASSWORD CRM_ADMIN_EMAIL CRM_ADMIN_PASSWORD
address=http://127.0.0.1:$port

take_down() { "${compose[@]}" -f compose.yaml down -v --remove-orphans --timeout 45 >/dev/null 2>&1 || true; }

start() {
  local begun=$EPOCHREALTIME waited
  "${compose[@]}" -f compose.yaml up -d --no-build
  for waited in {1..900}; do
    if curl -fsS -o /dev/null "$address/health/ready" 2>/dev/null; then
      echo "ready after $(seconds_since "$begun") s"
      return
    fi
    # An API that refuses its settings would be started again and again.
    if ((waited % 25 == 0)) && [[ $(docker inspect -f '{{.RestartCount}}' "$(api)") -gt 2 ]]; then break; fi
    sleep 0.2
  done
  "${compose[@]}" -f compose.yaml logs --tail 40
  fail "the API did not become ready"
}

api() { "${compose[@]}" -f compose.yaml ps -q api; }

# What the compose file promises, asked of the engine and from inside.
look_inside() {
  local id=$1
  docker inspect -f 'user {{.Config.User}}, read-only root {{.HostConfig.ReadonlyRootfs}}, capabilities dropped {{.HostConfig.CapDrop}}, {{.HostConfig.SecurityOpt}}, memory {{.HostConfig.Memory}}' "$id"
  [[ $(docker exec "$id" id -u) == 1654 ]] || fail "the API runs as another user than 1654"
  if docker exec "$id" /bin/bash -c 'echo x >/app/x' 2>/dev/null; then fail "the root file system can be written to"; fi
  docker exec "$id" /usr/local/bin/crm-health live || fail "crm-health live does not answer"
  docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' "$id"
}

healthy() {
  local _
  for _ in {1..60}; do
    if [[ $(docker inspect -f '{{.State.Health.Status}}' "$1") == healthy ]]; then return; fi
    sleep 1
  done
  fail "the engine does not call the API healthy: $(docker inspect -f '{{json .State.Health}}' "$1")"
}

if [[ $local_base ]]; then make_bases; fi

step "the API's image"
target=final
if [[ $published ]]; then
  target=published
  ./dev publish
fi
docker build -t "$CRM_IMAGE" --target "$target" ${CRM_SDK_IMAGE:+--build-arg SDK_IMAGE="$CRM_SDK_IMAGE"} ${CRM_RUNTIME_IMAGE:+--build-arg RUNTIME_IMAGE="$CRM_RUNTIME_IMAGE"} .
docker image inspect -f '{{.Size}}' "$CRM_IMAGE" | awk '{ printf "the image has %.0f MB\n", $1 / 1e6 }'

trap take_down EXIT

step "as in production: the first administrator signs in"
start
id=$(api)
healthy "$id"
look_inside "$id"
curl -fsS "$address/api/v1/tokens" -H 'Content-Type: application/json' -d "{\"email\":\"$CRM_ADMIN_EMAIL\",\"password\":\"$CRM_ADMIN_PASSWORD\"}" | jq -c '{tokenType, user: .user.name}'
begun=$EPOCHREALTIME
docker stop -t 45 "$id" >/dev/null
code=$(docker inspect -f '{{.State.ExitCode}}' "$id")
echo "stopped within $(seconds_since "$begun") s with code $code"
[[ $code == 0 ]] || fail "the API did not stop in order"
take_down

step "with the sample data: the README's tour"
export CRM_ENVIRONMENT=Development CRM_SAMPLES=true
start
healthy "$(api)"
tour=$(API=$address/api/v1 samples/tour.sh) || fail "the tour stopped: $tour"
tail -n 1 <<<"$tour"
[[ $(tail -n 1 <<<"$tour") == *'"state":"undone"'* && $tour != *'"status":500'* ]] || fail "the tour did not come to its end: $tour"
echo "the tour is done: $(grep -c '^> ' <<<"$tour") requests"

if [[ $keep ]]; then
  trap - EXIT
  echo "It goes on at $address/docs (admin@northwind.example, see README.md). To take it down: docker rm -f \$(docker ps -aq -f label=com.docker.compose.project=$COMPOSE_PROJECT_NAME)"
  exit
fi
take_down
[[ -z $(docker ps -aq -f label=com.docker.compose.project="$COMPOSE_PROJECT_NAME") ]] || fail "containers were left behind"
