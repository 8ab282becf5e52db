"""A light Arabic stemmer, in the manner of Larkey's: a conjunction, an article and a few endings less."""

import re

# Written for folded text: ة is already ه, ى is ي, and every alef is bare.
_ARTICLES = ("وبال", "وكال", "ولل", "وال", "بال", "كال", "فال", "ال", "لل")
_ENDINGS = (
    ("ها", 3), ("ان", 3), ("ات", 2), ("ون", 3), ("ين", 3), ("يه", 3), ("ه", 2), ("ي", 3),
)  # fmt: skip
# Words whose first letter is و and not the conjunction "and".
_OWN_WAW = (
    "واجه", "واحات", "واحه", "وادي", "واقع", "وثايق", "وثيق", "وحدات", "وحده", "وديان", "ورشات", "ورشه", "وزار",
    "وزير", "وسايل", "وسط", "وسيل", "وصول", "وضع", "وطن", "وظايف", "وظيف", "وعي", "وقاي", "وقت", "وقود", "وكالات",
    "وكاله", "ولاي", "ولوج",
)  # fmt: skip
# Plurals that change the word from within, which no rule gives back: each singular with its plurals, folded.
_BROKEN = """
مدرسه مدارس, شجره اشجار, مصباح مصابيح, لوح الواح, شارع شوارع, حي احياء, مبني مباني مبان ابنيه, حديقه حدايق,
مشروع مشاريع, طريق طرق طرقات, مدينه مدن مداين, طفل اطفال, تلميذ تلاميذ, طالب طلبه طلاب, ساكن سكان, سوق اسواق,
نهر انهار, مركز مراكز, مكتب مكاتب, كتاب كتب, سطح اسطح سطوح, ماء مياه, بيت بيوت, منزل منازل, جبل جبال,
ارض اراضي اراض, حقل حقول, مجلس مجالس, مقر مقار, معمل معامل, مصنع مصانع, مطعم مطاعم, مسجد مساجد, متحف متاحف,
معلم معالم, موقع مواقع, مورد موارد, جسر جسور, سد سدود, بير ابار, قناه قنوات, واد اوديه وديان, شاطي شواطي,
بحر بحار, ريح رياح, ضوء اضواء, خطر اخطار مخاطر, كارثه كوارث, دليل ادله دلايل, نص نصوص, عقد عقود, عرض عروض,
سعر اسعار, ثمن اثمان, رسم رسوم, ضريبه ضرايب, برنامج برامج, خطه خطط, هدف اهداف, نشاط انشطه, عمل اعمال,
شغل اشغال, حل حلول, فكره افكار, تجربه تجارب, نتيجه نتايج, تقرير تقارير, ورقه اوراق, جهاز اجهزه, حاسوب حواسيب,
اداه ادوات, اله الات, كيس اكياس, كوب اكواب, صندوق صناديق, نبات نباتات, نوع انواع, طاير طيور, حيوان حيوانات,
زهره زهور ازهار, بذره بذور, جذر جذور, حبه حبوب, ثمره ثمار, فاكهه فواكه, خضره خضروات, رصيف ارصفه, ملعب ملاعب,
قسم اقسام, حصه حصص, درس دروس, موسم مواسم, يوم ايام, شهر اشهر شهور, سنه سنوات سنين, اسبوع اسابيع, ليله ليالي,
رجل رجال, شاب شباب شبان, شيخ شيوخ, جار جيران, عامل عمال, خبير خبراء, مدير مدراء, رييس روساء, عضو اعضاء,
شريك شركاء, وزير وزراء, قانون قوانين, حق حقوق, مرسوم مراسيم, معيار معايير, شرط شروط, بند بنود, فيضان فيضانات
"""
_SINGULARS = {plural: singular for singular, *plurals in map(str.split, _BROKEN.split(",")) for plural in plurals}
_ARABIC = re.compile(r"[\u0600-\u06ff]+")


def is_arabic(token: str) -> bool:
    return _ARABIC.fullmatch(token) is not None


def stem_arabic(token: str) -> str:
    token = without_article(token)
    token = _SINGULARS.get(token, token)
    # "and" is written as the first letter of a word. It is not counted when endings are taken away, so that a word
    # keeps the same ones with it and without it.
    conjunction = int(token.startswith("و") and len(token) >= 5 and not token.startswith(_OWN_WAW))
    if conjunction and token[1:] in _SINGULARS:
        token, conjunction = _SINGULARS[token[1:]], 0
    for ending, shortest in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) - conjunction >= shortest:
            token = token[: -len(ending)]
    return token[conjunction:]


def without_article(token: str) -> str:
    if token.startswith(_OWN_WAW):
        return token
    for article in _ARTICLES:
        if token.startswith(article) and len(token) - len(article) >= 2:
            token = token[len(article) :]
            # الالتزام and التزام, which begins like an article
            return token[2:] if token.startswith("ال") and len(token) >= 5 else token
    return token
