#!/usr/bin/env bash
# The generated networks compiled by the JIT and published by NativeAOT for x86-64-v4 and x86-64-v3, measured in turns: bench/aot.sh [--only WORKLOAD]
# A command in RUN starts the measurement, for example RUN="taskset -c 1"; AOT_OUTPUT names another folder for what is built; MEASURE_ONLY=1 builds nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${AOT_OUTPUT:-$here/Aot/bin/aot}
if [ -z "${MEASURE_ONLY:-}" ]; then
  dotnet build "$here/Aot" -c Release --artifacts-path "$out/jit" -v q --nologo
  for set in x86-64-v4 x86-64-v3; do
    dotnet publish "$here/Aot" -c Release -r linux-x64 -p:IlcInstructionSet=$set --artifacts-path "$out/$set" -v q --nologo
  done
fi
published() { echo "$out/$1/publish/Aot/release_linux-x64/Aot"; }
exec ${RUN:-} dotnet "$out/jit/bin/Aot/release/Aot.dll" --beside "v4=$(published x86-64-v4)" "v3=$(published x86-64-v3)" "$@"
