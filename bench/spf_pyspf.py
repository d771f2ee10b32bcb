#!/usr/bin/python3
"""Driver of spf_peers.sh: pyspf, asking a dictionary.   spf_pyspf.py CASES SECONDS"""
import socket
import sys
import time
from urllib.parse import unquote_to_bytes

import spf

zone, silent = {}, set()


def look_up(name, qtype, *rest, **named):
    name = name.lower().rstrip(".")
    found = [((name, t), v) for t, v in zone.get(name, []) if t in (qtype, "CNAME")]
    if not [f for f in found if f[0][1] == qtype] and (name, "") in silent or (name, qtype) in silent:
        raise spf.TempError("DNS timeout")
    return found


spf.DNSLookup = look_up


def value_of(kind, fields):
    if kind == "TXT":
        return tuple(fields)
    text = [f.decode("utf-8", "surrogateescape") for f in fields]
    if kind == "AAAA":
        return socket.inet_pton(socket.AF_INET6, text[0])
    return (int(text[0]), text[1]) if kind == "MX" else text[0]


def check(ip, helo, sender):
    try:
        return spf.query(i=ip, s=sender, h=helo, receiver="mx.receiver.example").check()[0]
    except Exception as trouble:
        return "crash " + type(trouble).__name__


def rate_of(cases, seconds):
    done, start = 0, time.process_time()
    while True:
        for case in cases:
            check(*case)
        done += len(cases)
        if time.process_time() - start > seconds:
            return done / (time.process_time() - start)


def main():
    timed, group = [], ""

    def finish():
        if timed:
            print("rate", group, "%.0f" % rate_of(timed, float(sys.argv[2])), sep="\t", flush=True)

    for row in open(sys.argv[1], encoding="ascii"):
        kind, *fields = row.rstrip("\n").split("\t")
        fields = [b"" if f == "%" else unquote_to_bytes(f) for f in fields]
        text = [f.decode("utf-8", "surrogateescape") for f in fields]
        if kind == "Z":
            finish()
            zone.clear()
            silent.clear()
            timed, group = [], text[0]
        elif kind == "R":
            zone.setdefault(text[0].lower(), []).append((text[1], value_of(text[1], fields[2:])))
        elif kind == "T":
            silent.add((text[0].lower(), ""))
        else:
            name, ip, helo, sender, _ = text
            print("result", name, check(ip, helo, sender), sep="\t", flush=True)
            if not name.startswith("rfc7208/"):
                timed.append((ip, helo, sender))
    finish()


main()
