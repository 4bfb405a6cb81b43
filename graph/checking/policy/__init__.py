"""What an answer says of a store's policies, held against the passages that it cites.

The passage and what is said of it are cut once, alike, into a `Reading`; a rule is a function of
two readings, what is said and what the passage holds, which returns why they disagree, or nothing.

    wording    one wording of what is free, paid, closed, unopened; the words that except and limit
    units      pieces that affirm or deny one thing, and which of them speak of the same
    reading    the two readings: lines, units, numbers; the passage's title, other sources

    check      `check_policy`: the rules in their order, and when a passage supports what is said
    figures    each percentage, count, amount, share and instalment of the rule that it is told of
    names      places, banks, branches: who a figure is of; names of no source
    kinds      what one kind of product has, or has not, is not of another, nor of all
    channel    the web is not the shop
    days       days of the week, working days
    hours      opening hours, as intervals of days
    polarity   denied, charged, excepted: not affirmed, given away or turned round
    demands    what is asked for is not waived, nor granted in spite of it
    scope      all, both, only, one way or state: not widened, nor narrowed

    limits     from how much, and up to how much, something is given; to these products too
    excepted   what leaves out the products that are spoken of

A new rule is a function in the file of what it compares, and a line of `RULES` in `check`; a new
wording of what a rule knows is in `wording`, or in `policy_same` of `../words.toml` where it is of
what stores do. Every text is folded, without accents or capitals, but `Reading.written`.
"""
