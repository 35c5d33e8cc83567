"""Personal data in text: what is found and masked, and what must stay. All numbers are made up."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from phrasebook.personal import Found, Kind, find, mask, masked_piece
from phrasebook.personal_numbers import luhn

ID = "11010519491231002X"  # the worked example of GB 11643
CARD = "6222020000000000000"
CARD_16 = "6222020000000007"

PHONES = {
    "13812345678": "138****5678",
    "电话13812345678谢谢": "电话138****5678谢谢",
    "+8613812345678": "138****5678",
    "+86 138 1234 5678": "138****5678",
    "8613812345678": "138****5678",
    "86-138-1234-5678": "138****5678",
    "008613812345678": "138****5678",
    "(+86)13812345678": "138****5678",
    "138-1234-5678": "138****5678",
    "138.1234.5678": "138****5678",
    "138 12345678": "138****5678",
    "1 3 8 1 2 3 4 5 6 7 8": "138****5678",
    "１３８１２３４５６７８": "138****5678",
    "①③⑧①②③④⑤⑥⑦⑧": "138****5678",
    "号码:\u202d13812345678\u202c": "号码:\u202d138****5678\u202c",
    "138\u200b1234\u200b5678": "138****5678",
    "一三八一二三四五六七八": "138****5678",
    "打幺三八幺二三四五六七八": "打138****5678",
    "一三八 一二三四 五六七八": "138****5678",
    "138一二三四五六七八": "138****5678",
    "13812345678转1234": "138****5678转****",
    "13812345678-1234": "138****5678转****",
    "138 1234 5678 转分机 1234": "138****5678转****",
    "13812345678分机号1234 谢谢": "138****5678转**** 谢谢",
    "wx13812345678": "wx138****5678",
    "V13812345678": "V138****5678",
    "2件 13812345678": "2件 138****5678",
    "2026-11-25 13812345678": "2026-11-25 138****5678",
    "快递到了没，打13812345678": "快递到了没，打138****5678",
    "快递员电话13812345678": "快递员电话138****5678",
    "单号 SF1234567890123，手机 13812345678": "单号 SF1234567890123，手机 138****5678",
    "查快递13812345678": "查快递138****5678",
    "13812345678的快递到哪了": "138****5678的快递到哪了",
    "****13812345678": "****138****5678",
    "+852 9123 4567": "+852****67",
    # The word 单号 belongs to the number behind it.
    "13812345678,订单号 4123456789012345678": "138****5678,订单号 4123456789012345678",
    "13812345678，订单号：4123456789012345678": "138****5678，订单号：4123456789012345678",
    "13812345678 单号773123456789012": "138****5678 单号773123456789012",
    "13812345678\n订单号 4123456789012345678": "138****5678\n订单号 4123456789012345678",
    "13812345678订单号4123456789012345678": "138****5678订单号4123456789012345678",
    "13812345678、运单号 YT1234567890123": "138****5678、运单号 YT1234567890123",
    "13812345678的订单号是多少": "138****5678的订单号是多少",
    "1381234567813912345678": "138****78",
    # Other countries.
    "+1 415 555 2671": "+1****71",
    "+44 (0)20 7946 0958": "+44****58",
    "0065 8123 4567": "+65****67",
    "+65 8123 4567 2件": "+65****67 2件",
    "(415) 555-2671": "415****71",
    "0912-345-678": "091****78",
    # Marks that take no room, digits of other scripts.
    "13\u200b8\u200b12345678": "138****5678",
    "1\u20663812\u2069345678": "138****5678",
    "١٣٨١٢٣٤٥٦٧٨": "138****5678",
    "¹³⁸¹²³⁴⁵⁶⁷⁸": "138****5678",
}
LANDLINES = {
    "0571-88881234": "0571****34",
    "(0571)88881234": "0571****34",
    "010 6222 1234": "010****34",
    "02088881234": "020****34",
    "0571-88881234转802": "0571****34转****",
    "座机：87654321": "座机：****21",
    "86 21 61234567": "021****67",
    "+86-21-61234567": "021****67",
}
IDS = {
    ID: "110*************2X",
    f"身份证{ID}谢谢": "身份证110*************2X谢谢",
    "11010519491231002x": "110*************2X",
    "110105 19491231 002X": "110*************2X",
    "１１０１０５１９４９１２３１００２Ｘ": "110*************2X",
    "身份证号：110105194912310021": "身份证号：110*************21",
    "身份证：110105491231002": "身份证：110**********02",
    "护照号码：E12345678": "护照号码：E******78",
}
CARDS = {
    CARD: "****0000",
    CARD_16: "****0007",
    "6222 0200 0000 0000 000": "****0000",
    f"订单退到银行卡{CARD}": "订单退到银行卡****0000",
    "银行卡号：6222020000000000005": "银行卡号：****0005",
    "信用卡 4000000000000002": "信用卡 ****0002",
    "4000 0000 0000 0002": "****0002",
}
ACCOUNTS = {
    "微信号：lin_qiu88": "微信号：l****",
    "加vx moonlight1990": "加vx m****",
    "QQ：123456789": "QQ：1****",
}
PLATES = {"车牌浙A12345": "车牌浙A****", "粤B·D12345的车": "粤B****的车"}
EMAILS = {
    "buyer.one@example.com": "b***@example.com",
    "发到buyer@example.com.cn。": "发到b***@example.com.cn。",
    "buyer＠example.com谢谢": "b***@example.com谢谢",
    "13812345678@example.com": "1***@example.com",
}
ADDRESSES = {
    "浙江省杭州市西湖区文三路100号金色家园3栋2单元501室": "浙江省杭州市西湖区****",
    "浙江省 杭州市 西湖区 文三路100号": "浙江省 杭州市 西湖区****",
    "请寄到浙江杭州西湖区文三路100号,谢谢": "请寄到浙江杭州西湖区****,谢谢",
    "浙江杭州文三路100号3栋501谢谢": "浙江杭州****谢谢",
    "请寄到文三路100号": "请寄到****",
    "南京东路100号": "****",
    "上海南京东路100号": "上海****",
    "人民路一百二十号": "****",
    "北京市朝阳区望京街道阜通东大街6号院3号楼": "北京市朝阳区****",
    "北京朝阳区三里屯SOHO B座1803": "北京朝阳区****",
    "上海市闵行区莘庄镇莘松路958弄25号602室": "上海市闵行区****",
    "天津市滨海新区吉林路丽水园12-3-401": "天津市滨海新区****",
    "河南省周口市沈丘县付井镇李庄村东头": "河南省周口市沈丘县****",
    "新疆维吾尔自治区乌鲁木齐市天山区解放南路88号": "新疆维吾尔自治区乌鲁木齐市天山区****",
    "江苏昆山市玉山镇前进路12号": "江苏昆山市****",
    "臺北市信義區松仁路100號": "臺北市信義區****",
    "永新县城关镇东门小学": "永新县****",
    "我家在阳光小区3栋": "我家在****",
    "大王村3组": "****",
    "3号楼2单元501": "****",
    "地址：幸福里3-2-501": "地址：****",
    "佛山市南海区盐步，穗盐路景裕嘉园1期": "佛山市南海区****",
    "广西南宁良庆区五象航洋城38楼": "广西南宁良庆区****",
    "陕西省西安市雁塔区丈八沟街道高新四路南江国际": "陕西省西安市雁塔区****",
    "天津市河西区友谊路金皇大厦12A": "天津市河西区****",
    "青海省西宁市城西区五四大街副17号": "青海省西宁市城西区****",
    "河南省商丘市梁园区凯旋路1号6号楼": "河南省商丘市梁园区****",
    "常州新北区太湖东路9号-B座3楼": "常州新北区****",
}
NAMES = {
    "收件人：陈小平": "收件人：陈*平",
    "收件人:陈平": "收件人:陈*",
    "收货人 欧阳小平": "收货人 欧**平",
    "联系人是陈小平的": "联系人是陈*平的",
    "姓名：阿里木·买买提": "姓名：阿**提",
    "收件人：陈小平电话13812345678": "收件人：陈*平电话138****5678",
    "陈小平 13812345678": "陈*平 138****5678",
    "陈小平，13812345678": "陈*平，138****5678",
    "陈小平13812345678": "陈*平138****5678",
    "13812345678 陈小平": "138****5678 陈*平",
    "陈小平 138****5678": "陈*平 138****5678",
    "陈小平\n13812345678": "陈*平\n138****5678",
    "好的\n陈小平，浙江省杭州市西湖区文三路100号，13812345678": (
        "好的\n陈*平，浙江省杭州市西湖区****，138****5678"
    ),
    "浙江省杭州市西湖区文三路100号 陈小平收 13812345678": (
        "浙江省杭州市西湖区**** 陈*平收 138****5678"
    ),
    "改成陈小平，13812345678，上海徐汇区漕溪北路1号": "改成陈*平，138****5678，上海徐汇区****",
    "收貨人：張小平 電話:13812345678": "收貨人：張*平 電話:138****5678",
    "13812345678 浙江省杭州市西湖区文三路100号 陈小平": (
        "138****5678 浙江省杭州市西湖区**** 陈*平"
    ),
    "浙江省杭州市西湖区文三路100号\n13812345678\n陈小平": (
        "浙江省杭州市西湖区****\n138****5678\n陈*平"
    ),
    "陈小平。13812345678。浙江省杭州市西湖区文三路100号": (
        "陈*平。138****5678。浙江省杭州市西湖区****"
    ),
    "陈小平，上海 上海市 浦东区，13812345678": "陈*平，上海 上海市 浦东区，138****5678",
    "小鱼儿 13812345678 浙江省杭州市西湖区文三路100号": (
        "小*儿 138****5678 浙江省杭州市西湖区****"
    ),
    "收件人：陈小平先生": "收件人：陈*平先生",
    "李四浙江杭州市西湖区文三路100号": "李*浙江杭州市西湖区****",
}
POSITIVE: dict[Kind, dict[str, str]] = {
    "phone": PHONES,
    "landline": LANDLINES,
    "id": IDS,
    "bank": CARDS,
    "email": EMAILS,
    "address": ADDRESSES,
    "name": NAMES,
    "account": ACCOUNTS,
    "plate": PLATES,
}

ORDERS = [
    "231125-123456789012345",
    "订单号：231125-123456789012345",
    "订单 2345678901234567890",
    "4000000000000000002",
    "6912345678901234567",
    "123456789012",
    "SF1234567890123",
    "YT1234567890123",
    "JDVA13812345678",
    "sf13812345678",
    f"订单查一下 {CARD}",
    "6222020000000000001",
    "8000 1381 2345 678",
    "JT1381234567890",
    "SF 1234567890123",
    "773123456789012",
    "单号13812345678",
    "快递单号13812345678",
    "物流号 13812345678",
    "物流单号：13812345678",
    "运单号是 138 1234 5678",
    "13812345678这个单号",
    "单号一三八一二三四五六七八",
    f"订单号：{ID}",
    f"订单号：{CARD}",
    f"订单{CARD_16}还没到",
    "4000000000000002",
    "622202000000000007",
    "99138123456789900",
    "138123456789",
    "编号 6222 0200 0000 0000 000",
    "货号13812345678",
    "https://example.com/item?id=13812345678",
]
OTHERS = [
    "199.00",
    "满300减40",
    "2026-11-25",
    "2026.11.25 12:30:00",
    "20261125",
    "175/96A",
    "165 110",
    "身高165 体重110斤",
    "165 170 175 180 185",
    "135一140一145一150",
    "一二三四五六七八九十",
    "一共三件，一件一百三十八",
    "ISO 9001:2015",
    "型号 AB-1234567890",
    "400-123-4567",
    "客服热线95188",
    "电话20261125",
    "3-5天到，2-3件",
    "v1.2.3",
    "@客服",
    "@ a@b",
    "发到北京要几天",
    "浙江省杭州市西湖区要几天到",
    "人在杭州西湖区能当天到吗",
    "北京市超市有货吗",
    "5号发货",
    "我们小区5号能送吗",
    "12号下午3点",
    "3楼",
    "第2层隔板坏了",
    "3座2层的架子",
    "第一单元2课",
    "2室1厅用几匹的",
    "A座和B座有什么区别",
    "我知道5号发货",
    "原路退回",
    "路由器100号色",
    "地铁5号线",
    "我的地址写错了",
    "退货地址：在后台查看",
    "退货地址：在后台3-5天内可见",
    "退货地址：看订单详情2楼客服发的",
    "下载地址：http://bbs.example.com/forum-79-1.html 用这论坛的系统",
    "教程地址：B站 BV1xx411c7mD 第3-2集",
    "满100+20240101",
    "+1 2026-11-25",
    "客服电话4008123456",
    "微信支付立减",
    "北京市超市有卖吗",
    "武汉冰镇饮料",
    "收件人 写错了",
    "收件人：陈先生",
    "联系人电话呢",
    "姓名要改吗",
    "陈小平说明天到",
    "陈先生",
]
BESIDE_PHONES = ["安心购 {}", "马上 {}", "谢谢 {}", "{} 谢谢", "电话{}", "陈先生 {}", "{} 时间"]
MASKED = [
    "138****1234",
    "13*******23",
    "陈*平",
    "陈*平 138****1234",
    "收件人：陈*平",
    "浙江省杭州市西湖区****",
]


@pytest.mark.parametrize(
    ("text", "masked", "kind"),
    [(text, out, kind) for kind, table in POSITIVE.items() for text, out in table.items()],
)
def test_personal_data_is_found_and_masked(text: str, masked: str, kind: Kind) -> None:
    assert kind in {piece.kind for piece in find(text)}
    assert mask(text) == masked


@pytest.mark.parametrize("text", ORDERS)
def test_order_and_waybill_numbers_stay(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_nobodys_stays(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", BESIDE_PHONES)
def test_a_word_beside_a_telephone_number_is_no_name(text: str) -> None:
    assert mask(text.format("13812345678")) == text.format("138****5678")


@pytest.mark.parametrize("text", MASKED)
def test_what_is_masked_already_stays(text: str) -> None:
    assert mask(text) == text


def test_a_wrong_check_digit_is_no_identity_number_unless_it_is_said_to_be_one() -> None:
    assert find(ID[:-1] + "1") == []
    assert [piece.kind for piece in find("身份证" + ID[:-1] + "1")] == ["id"]


def test_a_day_that_is_none_is_no_identity_number() -> None:
    assert find("110105194913310022") == []


@pytest.mark.parametrize("number", [CARD, CARD_16, "4000000000000002"])
def test_of_ten_last_digits_luhn_takes_one(number: str) -> None:
    assert [digit for digit in "0123456789" if luhn(number[:-1] + digit)] == [number[-1]]


def test_the_nearest_word_decides_on_a_card() -> None:
    assert find(f"银行说订单号是{CARD}") == []
    assert find(f"订单的钱退到账户{CARD}") == [Found(8, 27, "bank")]


def test_the_places_are_those_of_the_text() -> None:
    text = "收件人：陈小平 １３８ １２３４ ５６７８，號"
    assert [(text[one.start : one.end], one.kind) for one in find(text)] == [
        ("陈小平", "name"),
        ("１３８ １２３４ ５６７８", "phone"),
    ]


@pytest.mark.parametrize("kind", POSITIVE)
@given(piece=st.text(max_size=40))
def test_any_piece_can_be_masked(kind: Kind, piece: str) -> None:
    masked = masked_piece(piece, kind)
    assert "*" in masked


# Pieces of which personal data and what surrounds it are made, so that chance builds hard cases.
PIECES = (
    "13812345678|138 1234 5678|1381|2345678|86|+86|0571|-|88881234|转|1234|"
    f"{CARD}|{ID}|身份证|订单号：|快递|收件人：|"
    "收货人 |姓名：|陈小平|欧阳|·|阿里木|浙江省|杭州市|杭州|"
    "西湖区|区|镇|街道|村|3组|文三路|100号|路|号|小区|3栋|2单元|501|室|阳光|，| |\n|*|****|"
    "138****5678|陈*平|地址：|a@b.cn|@|.|一三八|一二三四五六七八|一|5号|发货|谢谢|的|X|(|)|转1234|"
    "电话|座机|87654321|收|大厦|A座|学校|#|１３８|市|\x00|\u200b|852|银行卡|4000|期|-3-2"
).split("|")
PASTED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20)
ANY = st.text(max_size=200) | PASTED


@settings(max_examples=400)
@given(ANY)
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(max_examples=400)
@given(ANY)
def test_places_are_valid_in_order_and_apart(text: str) -> None:
    last = 0
    for start, end, _ in find(text):
        assert last <= start < end <= len(text)
        last = end
    assert last <= len(text)


@settings(max_examples=400)
@given(st.text(max_size=200) | CHINESE)
def test_all_else_stays(text: str) -> None:
    expected, place = "", 0
    for start, end, kind in find(text):
        expected += text[place:start] + masked_piece(text[start:end], kind)
        place = end
    assert mask(text) == expected + text[place:]


SHAPES = ["{}{}{}", "{} {} {}", "{}-{}-{}", "{}.{}.{}", "+86{}{}{}", "86 {} {} {}"]


@settings(max_examples=400)
@given(
    before=CHINESE,
    after=CHINESE,
    number=st.from_regex(r"\A1[3-9]0{4}[0-9]{5}\Z"),
    shape=st.sampled_from(SHAPES),
    wide=st.booleans(),
)
def test_a_planted_mobile_number_is_never_readable(
    before: str, after: str, number: str, shape: str, wide: bool
) -> None:
    # Beside a word such as 单号 it is an order number, and such words are drawn from the source.
    assume(not re.search("单|号|码|编|流水|商品|数字", before + after))
    planted = shape.format(number[:3], number[3:7], number[7:])
    if wide:
        planted = planted.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    masked = mask(before + planted + after)
    assert f"{number[:3]}****{number[7:]}" in masked
    assert planted not in masked
