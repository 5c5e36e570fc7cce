#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# validate.py SCHEMA FILE...: whether each line of the files is an object of the schema; what sorts
# of objects there were. What is none is told, with the nearest reason.
import collections
import json
import sys

import jsonschema


def unique(pairs):
    """An object, no member of which stands there twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a member twice: {[name for name, _ in pairs]}")
    return members


def sort_of(row):
    return "/".join(row[name] for name in ("type", "event", "row") if name in row)


class Schema:
    def __init__(self, name):
        with open(name, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def why(self, row):
        """Of the definitions that the object could be meant for, what the nearest says."""
        own = collections.defaultdict(list)
        for error in self.validator.iter_errors(row):
            for fault in error.context:
                own[fault.schema_path[0]].append(fault)
        meant = [all for all in own.values() if not any(list(f.path) in (["type"], ["event"], ["row"]) for f in all)]
        nearest = min(meant or own.values(), key=len)
        return "; ".join(f"{'.'.join(map(str, f.path))}: {f.message}"[:200] for f in nearest)

    def judge(self, line):
        """The object of a line, and what is wrong with it, or None."""
        row = None
        try:
            row = json.loads(line.decode(), object_pairs_hook=unique)
            return row, None if self.validator.is_valid(row) else self.why(row)
        except ValueError as error:
            return row, str(error)


def main():
    schema = Schema(sys.argv[1])
    sorts, wrong = collections.Counter(), 0
    for name in sys.argv[2:]:
        with open(name, "rb") as file:
            for number, line in enumerate(file, 1):
                row, fault = schema.judge(line)
                if fault:
                    wrong += 1
                    print(f"{name}:{number}: {fault}\n  {line[:300]}")
                else:
                    sorts[sort_of(row)] += 1
    print(f"{sum(sorts.values())} valid, {wrong} not:", *sorted(sorts))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
