#!/usr/bin/python3
"""Writes SPF cases for the drivers of spf_peers.sh: the RFC's test suite (a YAML file) and records of ordinary domains.

One line each, fields with tabs, percent-encoded:  Z set   R owner type value...   T owner [type] (no answer)   C set/case ip helo mail-from wanted
"""
import sys
from urllib.parse import quote

import yaml

ORDINARY = {
    "plain": ({"corp.example": [{"TXT": "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all"}]},
              [("pass", "198.51.100.7", "a@corp.example", "pass"), ("fail", "203.0.113.7", "a@corp.example", "fail")]),
    "includes": ({"corp.example": [{"TXT": "v=spf1 mx include:_spf.provider.example include:esp.example ~all"}, {"MX": [10, "mail.corp.example"]}],
                  "mail.corp.example": [{"A": "192.0.2.10"}],
                  "_spf.provider.example": [{"TXT": "v=spf1" + "".join(f" include:_{z}.provider.example" for z in "abc") + " ~all"}],
                  **{f"_{z}.provider.example": [{"TXT": "v=spf1 " + " ".join(f"ip4:10.{i}.{n}.0/19" for n in range(0, 200, 20)) + " ~all"}]
                     for i, z in enumerate("abc")},
                  "esp.example": [{"TXT": "v=spf1 ip4:198.51.100.0/24 ~all"}]},
                 [("last", "198.51.100.7", "a@corp.example", "pass"), ("none", "203.0.113.7", "a@corp.example", "softfail")]),
    "macros": ({"corp.example": [{"TXT": "v=spf1 exists:%{ir}.%{l1r-}.%{d2}._spf.corp.example -all"}],
                "7.100.51.198.a.corp.example._spf.corp.example": [{"A": "127.0.0.2"}]},
               [("pass", "198.51.100.7", "a-b@corp.example", "pass"), ("fail", "203.0.113.7", "a-b@corp.example", "fail")]),
}


def line(kind, *fields):
    print(kind, *(quote(f.encode("utf-8") if isinstance(f, str) else str(f), safe=":/@.") or "%" for f in fields), sep="\t")


def behind_alias(zone, owner):
    """The records that an alias leads to, none for a loop. Not every driver's zone in memory knows aliases."""
    lower = {str(name).lower(): entries for name, entries in zone.items()}
    for _ in range(10):
        alias = [e["CNAME"] for e in lower.get(owner, []) if isinstance(e, dict) and "CNAME" in e]
        if not alias:
            return lower.get(owner, [])
        owner = alias[0].rstrip(".").lower()
    return []


def records(zone):
    for owner in zone:
        entries = behind_alias(zone, str(owner).lower())
        owner = str(owner)
        has_txt = any(isinstance(e, dict) and "TXT" in e for e in entries)
        for entry in entries:
            if entry == "TIMEOUT":
                line("T", owner)
                break
            (kind, value), = entry.items()
            if kind == "SPF" and has_txt or value == "NONE":
                continue
            values = value if isinstance(value, list) else [value]
            line("R", owner, "TXT" if kind == "SPF" else kind, *([""] if not values else values))


def main():
    for name, (zone, cases) in ORDINARY.items():
        line("Z", name)
        records(zone)
        for case, ip, sender, wanted in cases:
            line("C", f"{name}/{case}", ip, "mail.client.example", sender, wanted)
    if len(sys.argv) < 2:
        return
    with open(sys.argv[1], encoding="utf-8") as file:
        for number, document in enumerate(yaml.load_all(file, Loader=yaml.BaseLoader)):
            if not document:
                continue
            line("Z", document.get("description", number))
            records(document.get("zonedata", {}))
            for case, test in document["tests"].items():
                wanted = test["result"]
                line("C", f"rfc7208/{case}", test["host"], test.get("helo", ""), test.get("mailfrom", ""),
                     "|".join(wanted) if isinstance(wanted, list) else wanted)


main()
