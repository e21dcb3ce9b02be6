#!/bin/sh
# A first look: index the articles in seeds/, into a folder or a cluster at a URL, ask a few questions, then hand over
# the prompt.
set -eu
ONRECORD_INDEX=$1
export ONRECORD_INDEX
case $ONRECORD_INDEX in http*) ;; *) rm -rf "$ONRECORD_INDEX" ;; esac

run() {
    printf '\n$ onrecord'
    for word in "$@"; do
        case $word in *[!A-Za-z0-9/._-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    onrecord "$@"
}

run index seeds
run search 'rail strike' -n 2
run search '"water for power"' -n 2
run search 'speaker:orlec quote:table' -n 2
run quotes 'speaker:madrun date:2025-02..' -n 3
run search 'source:saltmarsh dunmere' -n 3

if [ -t 0 ] && [ -t 1 ]; then
    printf '\nThe prompt: type a query, .help, or .quit\n'
    exec onrecord
fi
printf '\nAt a terminal, the prompt would open here.\n'
