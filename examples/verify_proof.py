#!/usr/bin/env python3
"""Checks what `annals prove` printed with nothing but the text of RFC 9162, 2.1.

    annals prove EVENT-ID | examples/verify_proof.py
    examples/verify_proof.py proof.json

Exit code 0: the proof holds for the head that is printed; compare that head with one from a place
that you trust. 1: it does not hold. 2: it is no proof. What stands in a record is not read here:
the proof is about its bytes (`annals verify-proof` reads them).
"""
import hashlib
import json
import sys


def expect(condition, flaw):
    if not condition:
        raise ArithmeticError(flaw)


def leaf_hash(record):
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_inclusion(leaf_index, leaf, path, tree_size, head):
    """RFC 9162, 2.1.3.2, step by step."""
    expect(leaf_index < tree_size, "the leaf lies behind the head")
    fn, sn, r = leaf_index, tree_size - 1, leaf
    for p in path:
        expect(sn != 0, "the path is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    expect(sn == 0, "the path is too short")
    expect(r == head, "the path does not lead to the head")


def check_consistency(first, first_hash, second, second_hash, path):
    """RFC 9162, 2.1.4.2, step by step; the same head twice is proved by nothing."""
    expect(0 < first <= second, "the first head lies behind the second")
    if first == second:
        expect(not path and first_hash == second_hash, "the heads differ")
        return
    expect(path, "the path is too short")
    if first & (first - 1) == 0:
        path = [first_hash] + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        expect(sn != 0, "the path is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    expect(sn == 0, "the path is too short")
    expect(fr == first_hash, "the path does not lead to the first head")
    expect(sr == second_hash, "the path does not lead to the second head")


def check(proof):
    path = [bytes.fromhex(p) for p in proof["path"]]
    if proof["kind"] == "inclusion":
        size, head = proof["basis"]["sequence"], bytes.fromhex(proof["basis"]["hash"])
        leaf = bytes.fromhex(proof["leaf_hash"])
        if "erased" not in proof:
            expect(leaf_hash(bytes.fromhex(proof["record"])) == leaf, "the record has another hash")
        elif (proof["record"], type(proof["erased"])) != (None, dict):  # only the hash is left
            raise ValueError("erased")
        expect(proof["leaf_index"] == proof["sequence"] - 1 >= 0, "leaf_index is not sequence - 1")
        check_inclusion(proof["leaf_index"], leaf, path, size, head)
        return f"record {proof['sequence']} is in the log of {size} with head {head.hex()}"
    heads = [(proof[side]["sequence"], bytes.fromhex(proof[side]["hash"]))
             for side in ("from", "to")]
    check_consistency(*heads[0], *heads[1], path)
    return "the log of {} with head {} grew into that of {} with head {}".format(
        heads[0][0], heads[0][1].hex(), heads[1][0], heads[1][1].hex())


if __name__ == "__main__":
    try:
        with open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin as file:
            print("valid:", check(json.load(file)))
    except ArithmeticError as flaw:
        sys.exit(print("invalid:", flaw) or 1)
    except (KeyError, TypeError, ValueError) as error:
        sys.exit(print("no proof:", repr(error), file=sys.stderr) or 2)
