#!/usr/bin/python3
"""Compares what the drivers of spf_peers.sh printed.   spf_compare.py CASES NAME=OUTPUT..."""
import sys
from urllib.parse import unquote


def main():
    wanted = {}
    for row in open(sys.argv[1], encoding="ascii"):
        kind, *fields = row.rstrip("\n").split("\t")
        if kind == "C":
            wanted[unquote(fields[0])] = unquote(fields[-1]).split("|")
    names, results, rates = [], {}, {}
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        names.append(name)
        for row in open(path, encoding="utf-8", errors="replace"):
            kind, key, value = row.rstrip("\n").split("\t")
            (results if kind == "result" else rates).setdefault(key, {})[name] = value.lower()
    print("checks per second of one core" + "".join(f"{name:>14}" for name in names))
    for key, row in rates.items():
        print(f"{key:<29}" + "".join(f"{row.get(name, '-'):>14}" for name in names))
    print()
    different = [case for case in wanted if len({results.get(case, {}).get(name, "missing") for name in names}) > 1]
    print(f"{len(wanted)} cases, {len(different)} on which results differ; the RFC's suite settles those with one wanted result")
    for case in different:
        row = results.get(case, {})
        told = ", ".join(f"{name} {row.get(name, 'missing')}" for name in names)
        settled = wanted[case][0] if len(wanted[case]) == 1 else "left open: " + " or ".join(wanted[case])
        print(f"  {case}: {told}; wanted {settled}")
    for name in names:
        wrong = sum(results.get(case, {}).get(name, "missing") not in wanted[case] for case in wanted)
        print(f"{name}: {len(wanted) - wrong} of {len(wanted)} as wanted")


main()
