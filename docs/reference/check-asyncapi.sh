#!/usr/bin/env bash
# Lets the parser of the AsyncAPI project (npm) judge docs/reference/asyncapi.yaml. Errors and warnings fail; what is only
# recommended is printed. Without node, npm or a way to the registry it says so and ends with 0.
set -uo pipefail
document="$(cd "$(dirname "$0")" && pwd)/asyncapi.yaml"
parser='@asyncapi/parser@3.6.6'

for program in node npm; do
    if ! command -v "$program" >/dev/null; then
        echo "skipped: $program is not installed"
        exit 0
    fi
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
if ! npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" "$parser" >npm.log 2>&1; then
    echo "skipped: $parser cannot be fetched"
    exit 0
fi
cat >check.mjs <<'JS'
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Parser } = createRequire(import.meta.url)("@asyncapi/parser");
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const names = ["error", "warning", "information", "hint"];
for (const found of diagnostics) {
  console.log(`${names[found.severity]} ${found.code} at ${found.path.join(".")}: ${found.message}`);
}
process.exit(document && diagnostics.every((found) => found.severity > 1) ? 0 : 1);
JS
if node check.mjs "$document"; then
    echo "$parser takes $document"
else
    echo "$parser does not take $document"
    exit 1
fi
