#!/usr/bin/env python3
"""Joins records with the texts that they belong to, in the form that the scorer takes.

usage: join.py SET CORPUS OUT    (SET: open or sealed; CORPUS: the folder of the raw text)

The records of `open` and `sealed` are kept here without a word of their texts: a quotation is a pair of
positions, in code points. Writes OUT/SET.docs.jsonl and OUT/SET.jsonl with the words in their places.
"""
import gzip
import json
import os
import sys


def main():
    name, corpus, out = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name + ".jsonl"), encoding="utf-8") as lines:
        records = {record["doc"]: record for record in map(json.loads, lines)}
    documents = {}
    for file in sorted(os.listdir(corpus)):
        opened = gzip.open if file.endswith(".gz") else open
        if not file.endswith((".jsonl", ".jsonl.gz")):
            continue
        with opened(os.path.join(corpus, file), "rt", encoding="utf-8") as lines:
            for document in map(json.loads, lines):
                if document["doc"] in records:
                    documents[document["doc"]] = document
    missing = sorted(set(records) - set(documents))
    if missing:
        sys.exit(f"not in {corpus}: {', '.join(missing)}")
    with open(os.path.join(out, name + ".docs.jsonl"), "w", encoding="utf-8") as lines:
        for doc in records:
            lines.write(json.dumps(documents[doc], ensure_ascii=False) + "\n")
    with open(os.path.join(out, name + ".jsonl"), "w", encoding="utf-8") as lines:
        for doc, record in records.items():
            text = documents[doc]["text"]
            for kind in ("events", "commitments", "instruments", "mechanisms"):
                for entry in record[kind]:
                    for key in ("quote", "what"):
                        if key in entry:
                            start, end = entry[key]
                            entry[key] = text[start:end]
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


main()
