"""The lines of the table that give way to all others: a yes, a no, thanks, greetings."""

from bot.errors import N_
from handlers.sayings import doors_self as own
from handlers.sayings.matching import Saying
from handlers.sayings.ways import YES

CHAT = (
    "hihi|hehe|haha|hi hi|he he|ha ha|kk|kkk|trời lạnh|trời nóng|trời đẹp|ăn cơm chưa|vui quá|buồn quá|mệt quá|"
    "chúc mừng|chúc các|=chờ chút|=đợi chút|=chờ tí|=đợi tí|=chờ xíu|=đợi xíu|đang dạy|đang trên lớp|"
    "đang trong lớp|để em hỏi|để tôi hỏi|để hỏi lại|xin lỗi|sorry|không có gì|hay quá|giỏi quá"
)

AGREE = (
    "đồng ý với @|nhất trí với @|ủng hộ @|theo ý @|như ý @|đồng ý với ý kiến|nhất trí với ý kiến|đồng ý với ý|"
    "đồng ý ý kiến|nhất trí ý kiến|đồng tình với|đồng tình|đồng ý với cô|đồng ý với thầy|đồng ý với chị|đồng ý với anh|"
    "nhất trí với cô|nhất trí với thầy|nhất trí với chị|nhất trí với anh|như cô nói|như thầy nói|theo ý cô|theo ý thầy"
)
"""A yes to what somebody said elsewhere."""

SMALL_TALK = (
    Saying("agree", N_("Yes"), AGREE, own.agree, gives_way=2, firm=True),
    Saying("yes", N_("Yes"), YES, own.yes, gives_way=2, own=True, firm=True),
    Saying(
        "no",
        N_("No"),
        "=không|=không ạ|không nhận|em không nhận|từ chối|không được|thôi không|không đồng ý|no",
        own.no,
        gives_way=2,
        firm=True,
    ),
    Saying("thanks", N_("Thank you"), "cảm ơn|em cảm ơn|biết ơn|🙏|❤", own.thanks, gives_way=2),
    Saying("chat", N_("Talk"), CHAT, own.talk, gives_way=2),
    Saying("goodbye", N_("Goodbye"), "tạm biệt|chào tạm biệt|hẹn gặp lại|chúc ngủ ngon|bye", own.goodbye, gives_way=2),
    Saying(
        "hello",
        N_("Hello"),
        "cho hỏi xíu|cho hỏi tí|cho hỏi chút|cho hỏi tý|hỏi xíu|hỏi chút|hỏi tí|=cho hỏi|=hỏi|"
        "chào|=có ai không|=có ai đấy không|=có ai ở đây không|xin chào|chào em|chào bot|chào buổi sáng|"
        "chào buổi chiều|good morning",
        own.greet,
        gives_way=2,
    ),
)
