"""How the parts of an address are written: the words and patterns that ``personal_places`` uses."""

from __future__ import annotations

import re
from typing import Final

from phrasebook.personal_text import HAN, HIDDEN, WORD

STOPS = (
    "的了吗呢吧啊呀哦嘛么我你您他她它们这哪是在没不要就也还又再把被给让从往到寄送请帮退买卖拍"
    "说怎谁几很"
)
NAME = HAN
"""A character of a name; the words of ``STOPS`` are put out of the way before (``_readable``)."""
BETWEEN = r"[ \t,、/\-·()|]{0,2}"
NUMBER = (
    r"[附副之]?(?:[A-Za-z]?[0-9]{1,5}[A-Za-z甲乙丙丁]?|[一二三四五六七八九十百]{1,4}|[A-Za-z])"
    r"(?![0-9])"
)
DATE_VERB = "活发到才前后送寄取之左早晚能会可出开解"

NO_SCHOOL = "(?![大中小]学|学院|师范)"
PROVINCE = re.compile(rf"{NO_SCHOOL}(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
CITY = re.compile(rf"(?![区县旗路街巷]){NO_SCHOOL}(?:市|地区|盟|{NAME}{{1,6}}自治州|州(?!{NAME}))?")
"""What may follow the name of a province and of a city."""
NO_ESTATE = "(?!花园|家园|公寓|新村|大学|学院|国际|公馆)"
"""东湖花园北区 is a part of an estate, and no district that may stay."""
NO_SIDE = rf"(?!(?:(?![市县旗区]){NAME}){{2,5}}[东西南北]区)"
"""河西区 is a district, 龙泽苑西区 a part of an estate: no district has more before its side."""
DISTRICT = re.compile(
    rf"沙市区|{NO_SIDE}{NO_ESTATE}{NAME}(?:(?![路街巷村镇号栋室区县市]){NO_ESTATE}{NAME}){{0,5}}?"
    r"(?:(?<![小社地校景专超片分库时一二三四五六七八九十])区(?![别间域])|(?<=二七)区|县|旗|(?<=..)(?:(?<![超股上夜菜城])|"
    r"(?<=[丰海韩永兴凤禹邹项麻应诸桐盐运宣晋]城))市(?![镇场面民值价售委家]|花(?![园城])|广(?!场)|公(?!园)))"
)
TOWN = re.compile(
    rf"{NAME}{{1,6}}?(?:街道(?:办事处)?|(?<!冰)镇(?![痛静定压])|(?<![老家同故下])乡(?![下亲里镇]|街道)|苏木)"
)
ROAD = re.compile(
    rf"{NAME}{{2,8}}?(?:大道|大街|胡同|(?<![原线电网短思套出])路|街|巷|弄|"
    r"(?<![知味频渠通报管跑轨霸厚地难公])道)"
    r"(?![由上子线程费过人段边拍])"
    r"(?:[东西南北中]?[一二三四五六七八九十]{0,2}[段横支]|[东西南北中](?=[ ]?[0-9]))?"
    rf"(?P<number>[ ]?{NUMBER}(?:[\-之][0-9]{{1,4}})?"
    r"(?:号楼|号院|号(?:之[一二三四五六七八九0-9]|[甲乙丙丁])?|弄|巷|#))?"
)
CROSSING = re.compile(
    rf"{NAME}{{2,6}}?(?:路|街|大道|巷)[与和、]{NAME}{{2,6}}?(?:路|街|大道|巷)(?:交叉路?口|交汇处|交界处?|路?口)"
    r"(?:的?[东西南北]{1,2}[角侧面])?"
)
VILLAGE = re.compile(
    rf"{NAME}{{1,6}}?(?:[庄寨屯]?村(?:委会|民委员会|民小组)?|屯|庄|寨|居委会|大队)(?![民里长上])"
)
ESTATE = re.compile(
    rf"{NAME}{{0,10}}?(?:小区|花园|新村|公寓|家园|[嘉佳名雅]园|国际(?=[0-9])|苑|华府|公馆|大厦|广场|新城|豪庭|山庄|社区|宿舍|大院|家属院|"
    r"(?<=..)(?<!京东)(?<!天猫)(?<!淘宝)(?:商贸城|商城|服装城|批发城|建材城|小商品城|批发市场)|"
    r"工业园|产业园|科技园|写字楼|国际城|雅居|名邸|里弄|[工农]业区|开发区|生活区|住宅区|园区|校[区园])"
    r"(?:[东西南北中一二三四五六七八九十A-Za-z0-9]{1,2}[区期])?"
)
UNIT = re.compile(
    rf"{NUMBER}(?:-[0-9]{{1,5}}(?=号))?[ ]?"
    r"(?P<kind>号楼|号院|号[库门馆仓铺]|栋|幢|座|单元|室|号[甲乙丙丁]?|组|小?队|门|"
    r"楼|层|期|弄|排|区|街坊|公寓|宿舍|舍|街(?=[0-9])|#)"
    rf"|[0-9]{{1,3}}(?:村|坡|[东西南北])[0-9]{{1,4}}(?P<inner>栋|幢|组|号楼|舍)"
)
NAMED_UNIT = re.compile(
    rf"[^\W0-9_]{{1,10}}?[ ]?(?:{NUMBER}[ ]?(?P<kind>号楼|号院|栋|幢|座|单元|室|楼(?=[0-9]))"
    r"|[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,4}(?![0-9\-]))"
)
FAR_UNIT = re.compile(rf"{HAN}{{2,8}}[ ]?[0-9]{{1,3}}-[0-9]{{1,3}}-[0-9]{{1,4}}(?![0-9\-])")
"""An estate by its name and a room, set apart from the road: 金龙路252号 东和春天 6-12-3."""
NAME_AND_NUMBER = re.compile(rf"{HAN}{{2,4}}{HIDDEN}")
"""Behind a place what is left of a block without separators: 后乡村张德福13355037192."""
SIDE = re.compile(r"[东西南北中前后](?:头|边|口|侧|区|门|院|校区|校园)")
PLACE = re.compile(
    rf"{NAME}{{2,10}}?(?:小学|中学|大学|学院|学校|幼儿园|医院|卫生院|超市|商店|商场|市场|药店|饭店|酒店|宾馆|网吧|"
    r"银行|邮局|公司|工厂|仓库|驿站|自提点|门口|旁边|对面|路口|车站|派出所|政府|中心|[市省县区][一二三四五六七八九]院)"
    r"|[市省县区][一二三四五六七八九]院"
)
CHAIN = re.compile(
    r"[\-#]?[A-Za-z]?[0-9]{1,5}(?:-[A-Za-z]?[0-9]{1,5}){0,3}[A-Za-z]?(?![0-9A-Za-z])"
    r"|[A-Za-z](?![0-9A-Za-z])"
    r"|[零〇一二三四五六七八九]{3,4}(?![零〇一二三四五六七八九十百])"
)
ASIDE = re.compile(
    r"[ ]?\([\w\- ]{2,20}"
    r"(?:[旁边侧口内里楼店院门]|对面|附近|交叉口|[0-9]室?|楼上|楼下|隔壁)\)"
)
"""Behind an address in brackets, what stands beside it."""
ABROAD = re.compile(
    "(?:新加坡|马来西亚|日本|韩国|美国|加拿大|澳大利亚|澳洲|新西兰|英国|法国|德国|意大利|西班牙|泰国|越南|菲律宾"
    "|印度尼西亚|印尼|柬埔寨|缅甸|老挝|俄罗斯|阿联酋|迪拜|荷兰|瑞士|瑞典)"
    "(?:东京都?|大阪府?|京都|首尔特?别?市?|加州|纽约|洛杉矶|旧金山|温哥华|多伦多|悉尼|墨尔本|奥克兰|伦敦|巴黎|柏林"
    "|吉隆坡|槟城|曼谷|胡志明市?|河内|马尼拉|雅加达|金边)?"
)
"""Countries, and with them the cities, that parcels of shops in China go to: they stay."""
ABROAD_REST = re.compile(
    r"[ ,]{0,2}(?:[^\W0-9_]{1,15}(?:[路街道巷市区町村城厦园]|中心|广场|公寓)"
    r"[0-9一二三四五六七八九十]{1,5}(?:号|#)"
    r"|[^\W0-9_]{2,16}[0-9一二三四五六七八九十]{1,5}(?:街|室|英里半?|丁目))"
    r"(?:[ ,]{0,2}(?:#?[0-9A-Za-z]{1,5}(?:[\-][0-9A-Za-z]{1,5}){0,2}"
    rf"|{HAN}{{1,8}}[0-9A-Za-z])"
    rf"(?:[番号街楼座室巷层]|丁目|公寓|大厦)?|{HAN}{{2,6}}(?:公寓|大厦|花园)){{0,6}}"
    rf"(?!{HAN}*[?吗呢])"
)
SAID = re.compile(
    "能(?=[不到送发用收走寄当否])|会(?=[不有到发在收送])|发(?=[货的了来出送到快顺我给])|有(?![限色])"
    "|先(?=[发送别不放])|急(?![救诊])|快(?![递捷活])|别(?![墅院])|用(?=[的了什])|回(?![民龙族])"
    "|多(?=[久少])|[已勿只想需]|上[班学]|出差|可以|谢谢|签收|[查验]?收[到货件]|到货|送[到货上]|当[天日]|次日|[今明后昨][天日早晚]|包邮|[退换]货"
    "|顺丰|中通|圆通|韵达|申通|极兔|邮政|京东|德邦|保价|代收(?![点处])|自提(?![点柜处])|备注|不详|加[急收]"
    "|客服|周[一二三四五六日末]|星期|[一两三0-9][件个箱]"
)
"""What is said about an address, not a part of it."""
LARGE = (
    "国际|大厦|广场|中心|花园|小区|公寓|家园|[嘉佳]园|[嘉佳名]苑|新城|商城|之光|绿洲|半岛|宿舍|大学|学院|[中小]学|医院|学校"
    "|超市|酒店|宾馆|公司|工厂|仓库|驿站|门口|对面|附近|旁边|[前后东西南北侧大]门|前台|护士站|办公室|[教科]?[学研]楼|写字楼"
    "|门卫室?|保安室|传达室|物业|快递柜|市场|车站|园区|校区|大院|基地|档口|村委会?|卫生[院室]|派出所|政府|法院|银行|邮局|加油站"
    "|工业区|开发区|[新片]区|产业园|科技园|别墅|大楼|商务楼|营业厅|美食城|收发室|煤矿|矿区|[林农牧渔茶团]场|连队|电厂|水库"
    "|代收[点处]|自提[点柜处]|快递站|服务[站部]|小卖部|门市部?|供销社|商贸城|教务处|食堂"
)
SMALL = "[苑园城府湾庭居阁轩邸墅郡坊寓厦院村屯寨庄组厂馆站楼口门侧旁边内里堂庙桥塘坝岭坡港巷]"
ROOM = (
    rf"{NUMBER}[ ]?(?:号楼|号院|栋|幢|座|单元|室|号[甲乙丙丁]?|楼|层|组|期|区|舍|门|铺|班|#)"
    r"|[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,4}){0,4}"
)
TAIL_WORD = re.compile(rf"{WORD}[\w\-#()&.]{{0,23}}")
TAIL_NEAR = re.compile(
    rf".*(?:{LARGE}|{SMALL}(?!(?<=楼)下)|{ROOM}|(?:(?<={HAN})|(?<=-))[A-Za-z]?[0-9]{{1,5}}[A-Za-z]?(?![0-9]))"
)
TAIL_FAR = re.compile(rf".*(?:{LARGE}|(?<={HAN}{{2}}){ROOM})")
POLITE = re.compile(
    "丰巢|菜鸟|驿站|快递柜|门卫|的(?:地址|包裹|快递)|谢谢|麻烦|[吧哈哦呀啊哒嘛收]|这[里边]|那[里边]|就[行好是]|就可以|签收|多谢|辛苦"
)
ABOUT = re.compile("(?:产自|产地|原产|来自|厂家在|工厂在|店在|仓库?在|源自)$")
"""Before a place, that it is where goods come from."""
AREA = re.compile(rf"{HAN}{{2,5}}(?=[ ,、/\-]{{1,2}}{HAN})")
HAN_CHAR = re.compile(HAN)
AT_HOME = re.compile("丰巢|快递柜|楼下|门口|大厅|大堂|门卫|物业|菜鸟|驿站|架子|前台")
"""What follows the number of a building where a parcel is left: 17栋丰巢."""
LEFT_AT = re.compile(
    rf"[放寄送到](?!{HAN}{{0,3}}[们个本你我他同每各哪]){HAN}{{2,8}}"
    rf"(?:小区|花园|公寓|家园|苑)(?:{AT_HOME.pattern})"
)
"""An estate by its name alone, where a parcel is left."""
SCHOOL = re.compile(r"大学|学院|学校|医院|[市省县区][一二三四五六七八九]院|[中小]学|公司|工厂")
ROOMS = re.compile("[0-9]-[0-9]|[0-9](?:[栋幢座室舍]|单元|号楼)")
NAMED_ROOM = re.compile(
    rf"{HAN}{{2,8}}(?:国际|广场|花园|[苑园城府湾庭居阁里郡邸])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}"
)
PHASE = re.compile(rf"{HAN}{{2,10}}?[0-9]{{1,3}}(?:街|区|期|组团)(?=[0-9]{{1,3}}(?:栋|幢|座|号楼))")
"""A part of an estate without a word for it: 十里江湾8街12座."""
NAMED_PHASE = re.compile(rf"{HAN}{{2,8}}[0-9一二三四五六七八九][期区][0-9]{{1,3}}(?:栋|幢|座|号楼)")
DORMITORY = re.compile("校区.*(?:宿舍|公寓|楼)")
_ENGLISH_UNIT = (
    r"(?:Room|Rm|Flat|Unit|Apt|Apartment|Suite|Ste|Floor|Building|Bldg|Block|Blk|Tower|House|No)"
    r"(?:\. ?| |#)#?[A-Z0-9][A-Za-z0-9\-]{0,5}"
)
ENGLISH = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{_ENGLISH_UNIT}|[0-9]{{1,3}}/F),? ){{0,4}}"
    r"(?:[0-9]{1,5}[A-Za-z]?|No\. ?[0-9]{1,5}),? "
    r"(?!(?:Pack|Star|USB|SSD|Nike|Pcs|Pieces|Inch|Pair|Set|Box)\b)(?:[A-Z][A-Za-z'’]{1,15} ){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Place|Terrace|"
    r"Crescent|Highway|Hwy|Square)\b"
    rf"(?:,? (?:{_ENGLISH_UNIT}|#?[A-Z0-9][A-Za-z0-9\-]{{0,15}})){{0,7}}"
    rf"|\b(?:{_ENGLISH_UNIT},? ){{1,4}}(?:[A-Z][A-Za-z'’]{{1,15}} ){{1,4}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd)\b(?:,? #?[A-Z0-9][A-Za-z0-9\-]{0,15}){0,7}"
    rf"|\b(?:(?!No\b){_ENGLISH_UNIT},? ){{1,4}}(?:[A-Z][A-Za-z'’]{{1,15}} ){{1,4}}"
    r"(?:Building|Centre|Center|Plaza|Tower|House|Mansions?|Gardens?|Estate|City)\b"
    r"(?:,? #?[A-Z0-9][A-Za-z0-9\-]{0,15}){0,7}"
)
DIGIT = re.compile("[0-9一二三四五六七八九十]")
MEASURE = frozenset("件个斤块元码月日天点年只双套条包盒箱瓶岁分折米克时度次:.%")
LABEL = re.compile(
    r"(?<!下载)(?<!教程)(?<!网站)(?<!链接)(?<!视频)(?<![A-Za-z])(?:地[ ]{0,4}址|住址)[ ]?:[ ]*"
)
LABELLED_END = re.compile(rf"[\n。!?;*{HIDDEN}]")
LABELLED_MARK = re.compile(
    r"[路街道巷村镇乡苑园府里城][^\n,]{0,12}[0-9]|[0-9](?:[栋幢座室]|单元|号楼|号院)"
    r"|(?<![0-9\-])[0-9]{1,3}-[0-9]{1,4}(?:-[0-9]{1,4})?(?=[ ,(]|$)"
    r"|(?<![0-9A-Za-z\-])[A-Za-z]{1,10}[0-9]?[ ]?(?:[A-Za-z][0-9]?[ ])?[0-9]{3,4}(?=[ ,(]|$)"
)
OTHER_WORDS: Final = re.compile(
    "订单|单号|快递(?!柜)|运单|物流(?!园)|包裹|商品|编号|电话|手机|座机|固话|身份证|银行卡|卡号|地址|住址|姓名|收件人|收货人|联系人"
    "|补上|补充|补一下|加上|加一下|漏[了写]|娘家|婆家|麻烦|告诉|改[成到为]|换[成到]|住(?![院宅])|什么|(?<![解开])放"
)
"""What a number or a name beside it is known by: an address that took it in would unmask them."""
STOP_TABLE: Final = dict.fromkeys(map(ord, STOPS), HIDDEN)
PLACES_WITH_STOPS: Final = re.compile(
    "小卖部|从[化江]|那(?:曲|坡|大|拉提|洪|马镇|良|梭|龙|日苏)|[松木]他克|买卖(?=街)|没口|把什"
)
"""Where a character of ``STOPS`` is a part of a name."""
STARTS: Final = re.compile(f"(?![市区县镇乡村街路巷号栋幢座楼室层院]{{3}}){WORD}")
"""No address starts with three words for a kind of place: rows of them cost most to read."""
WORDS: Final = re.compile(r"[\w \t\r\n,、/\-·()|#&.]+")
HINT: Final = re.compile(
    r"[路街道巷弄村屯庄寨镇乡区县市栋幢座室楼舍号元苑园寓厦场城府会队木学院馆际邸居阁庭湾]"
)
BETWEEN_RE: Final = re.compile(BETWEEN)
LINE_RE: Final = re.compile(rf"{BETWEEN}(?:\r?\n[ \t]{{0,2}})?")
