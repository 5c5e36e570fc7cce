#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# validate.py SCHEMA FILE...: whether each line of the files is an object of the schema; what sorts
# of objects there were. What is none is told, with the nearest reason.
import collections
import json
import sys

import jsonschema

SORT = ("type", "event", "row")


def unique(pairs):
    """An object, no member of which stands there twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a member twice: {[name for name, _ in pairs]}")
    return members


def sort_of(row):
    return "/".join(row[name] for name in SORT if name in row)


class Schema:
    """Its definitions, each with the members that say what is meant: type, event and row."""

    def __init__(self, name):
        with open(name, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        whole = jsonschema.Draft202012Validator(schema)
        self.sorts = []
        for one in schema["anyOf"]:
            what = schema["$defs"][one["$ref"].removeprefix("#/$defs/")]
            given = {name: what["properties"].get(name, {}).get("const") for name in SORT}
            self.sorts.append(({name: is_ for name, is_ in given.items() if is_}, whole.evolve(schema=what)))

    def fault(self, row):
        """What is wrong with an object, by the nearest of the definitions that it is meant for."""
        faults = []
        for given, validator in self.sorts:
            if not isinstance(row, dict) or any(row.get(name) != is_ for name, is_ in given.items()):
                continue
            if validator.is_valid(row):
                return None
            faults.append(list(validator.iter_errors(row)))
        if not faults:
            return "no object of the schema, by its type, event or row"
        return "; ".join(f"{'.'.join(map(str, f.path))}: {f.message}"[:200] for f in min(faults, key=len))

    def judge(self, line):
        """The object of a line, and what is wrong with it, or None."""
        row = None
        try:
            row = json.loads(line.decode(), object_pairs_hook=unique)
            return row, self.fault(row)
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
