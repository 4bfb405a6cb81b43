"""Forms of Spanish words that no dictionary lists: "taparme", "cayendo", "olorcito"."""

import re
from functools import lru_cache

_PRONOUNS = r"(?:me|te|se|nos|les?|l[oa]s?)"
_ENCLITIC = re.compile(rf"(\w+?(?:[aei]r|[aei]ndo)){_PRONOUNS}{{1,2}}$")
_COMMAND = re.compile(rf"(\w{{2,}}?[aei]){_PRONOUNS}{{1,2}}$")
_TO_COME = re.compile(r"(\w+[aei]r)(?:ia[ns]?|iamos|emos|an?s?|e)$")
"""Future and conditional: "pagaría", "saldrá"."""
_SMALL = re.compile(r"(\w{2,}?)(?:e?cit|it)([oa]s?)$")
_ENDINGS = re.compile(
    r"(\w{2,}?)(?:y?[ai]endo|ando|a[ns]?|e[ns]?|[ai]mos|emos|o|aba[ns]?|ia[ns]?|aron|ieron|"
    r"aste|iste|ad[oa]s?|id[oa]s?|io)$"
)


@lru_cache(maxsize=50_000)
def plain_forms(word: str) -> tuple[str, ...]:
    """Return a folded word, and what it is without pronouns and diminutive."""
    forms = [word]
    if match := _ENCLITIC.match(word):
        forms.append(match.group(1))
    if match := _SMALL.match(word):
        forms += [match.group(1), match.group(1) + match.group(2)]
    return tuple(dict.fromkeys(forms))


def commanded(word: str) -> str | None:
    """Return the infinitive of what a folded word may ask for, with whom or what: "comparalos"."""
    match = _COMMAND.match(word)
    return f"{match.group(1)}r" if match else None


def infinitives(word: str) -> tuple[str, ...]:
    """Return the infinitives that a folded word may be a form of, "cerrar" of "cierran" too."""
    if match := _ENCLITIC.match(word):
        return infinitives(match.group(1)) or (match.group(1),)
    if match := _TO_COME.match(word):
        return (match.group(1),)
    match = _ENDINGS.match(word)
    if match is None:
        return ()
    root = match.group(1)
    roots = dict.fromkeys(
        (
            root,
            re.sub(r"ie(?=[^aeiou]+$)", "e", root),
            re.sub(r"ue(?=[^aeiou]+$)", "o", root),
            re.sub(r"i(?=[^aeiou]+$)", "e", root),  # "pida", "sirva"
            re.sub(r"i?g$", "", root),  # "traiga", "venga"
            re.sub(r"c$", "z", root),  # "alcance"
        )
    )
    return tuple(one + ending for one in roots for ending in ("ar", "er", "ir"))
