"""Words that say nothing of what a reader looks for, folded. Only queries leave them out: phrases need them."""

_WORDS = {
    "fr": """
        a ai au aucun aucune aussi autre autres aux avec avez avoir avons c ce ceci cela celle celles celui
        ces cet cette ceux chaque chez ci comme comment d dans de des dont du elle elles en entre est et eu
        eux fait faire faut font il ils j je l la le les leur leurs lors lorsque lui m ma mais me meme memes
        mes moi mon n ne ni nos notre nous on ont ou par pas pendant peut peuvent plus pour pourquoi puisque
        qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes
        toi ton tous tout toute toutes tres tu un une va vers voici vos votre vous y
    """,
    "en": """
        a about an and any are as at be been being but by can could did do does for from had has have he her
        his how i if in into is it its me my no not of on or our out she should so some such than that the
        their them then there these they this those to was we were what when where which while who whom why
        will with would you your
    """,
    "ar": """
        اذا اذ الا التي الذي الذين اللتي الي ان انه انها او اي ايضا اين بل بعد بعض بين تلك ثم حتي حول حيث خلال
        ذلك سوف عبر علي عليه عليها عن عند غير في فيه فيها قبل قد كان كانت كذلك كل كما كيف لا لان لدي لكن لم
        لما لماذا له لها ما ماذا متي مثل مع من منذ منه منها نحن هذا هذه هل هم هنا هناك هو هي و وفي وقد ولا ومن
        يا
    """,
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
