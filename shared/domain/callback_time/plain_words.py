"""Defines the words of the grammar that mean the same in every place."""

from shared.domain.callback_time.mentions import DaysAhead, Item, Mark, Part

# All other words mean nothing by themselves.
WORDS: dict[str, tuple[Item, ...]] = {
    "today": (DaysAhead(0),),
    "tomorrow": (DaysAhead(1),),
    "overmorrow": (DaysAhead(2),),
    "yesterday": (DaysAhead(-1),),
    "tonight": (DaysAhead(0), Part("night")),
    "and": (Mark.LINK,),
    "y": (Mark.LINK,),
    "to": (Mark.TO,),
    "thru": (Mark.TO,),
    "past": (Mark.AFTER,),
    "now_on": (),
    **{
        str(mark): (mark,)
        for mark in Mark
        if mark not in {Mark.LINK, Mark.TO, Mark.UNREAD, Mark.GAP, Mark.PAUSE}
    },
    **dict.fromkeys(("early", "mid", "end"), (Mark.VAGUE,)),
    **dict.fromkeys(
        ("at", "in", "on", "the", "this", ",", "am", "hence", "time_word", "post_in", "de", "for"),
        (),
    ),
}
