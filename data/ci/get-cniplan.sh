if [ -n "$CNIPLAN_URL" ]; then
  curl --fail --location --silent --show-error --output cniplan-download "$CNIPLAN_URL"
  echo "$CNIPLAN_SHA256  cniplan-download" | sha256sum --check --quiet
  install -D -m 755 cniplan-download "$HOME/.cniplan/bin/cniplan"
  rm cniplan-download
elif [ -n "$CNIPLAN_SOURCE" ]; then
  git clone --quiet --depth 1 ${CNIPLAN_REF:+--branch "$CNIPLAN_REF"} "$CNIPLAN_SOURCE" "$HOME/.cniplan/source"
  sh "$HOME/.cniplan/source/cli/quickstart"
  install -D -m 755 "$HOME/.cniplan/source/build/release/cli/cniplan" "$HOME/.cniplan/bin/cniplan"
else
  echo "Set the variable CNIPLAN_SOURCE or CNIPLAN_URL: the head of this file says how." >&2
  exit 1
fi
