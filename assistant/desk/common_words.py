"""Words that passphrases are made of when nobody is to remember more: the first that are tried.

Chosen by hand after what published lists of leaked passwords have in common: English words and
names, pinyin phrases, Chinese words, and numbers that sound like something (520, 1314, 168).
Written in lower case, with letters for the signs that stand for them (see ``passphrase``).
"""

from __future__ import annotations

from typing import Final

_LATIN: Final = """
password passwd passwort pass admin administrator root guest user login welcome letmein master
monkey dragon shadow sunshine princess football baseball superman batman iloveyou loveyou love
trustno hello freedom whatever secret computer internet windows microsoft google apple iphone
samsung huawei xiaomi oppo vivo test testing demo default changeme access super hunter ranger
charlie thomas robert daniel michael jordan jennifer jessica ashley michelle nicole andrew joshua
matthew anthony taylor george harley cookie pepper ginger flower summer winter spring autumn
qwerty qwert asdf zxcv qaz wsx abc abcd
banhua shop store sale kefu qianniu taobao tmall alibaba aliwangwang wangwang jingdong pinduoduo
douyin kuaishou xiaohongshu weixin wechat qq dingding alipay zhifubao mima wodemima mimamima
woaini woainima woaiwojia aini wobuzhidao woshishui wodemeng nihao nihaoma nishishui tamade
caonima laopo laogong baobei baobao qinaide xiaobao xiaoming zhangsan lisi wangwu zhongguo china
beijing shanghai guangzhou shenzhen hangzhou yiwu facai gongxifacai zhaocai dianpu laoban mama baba
haoren mingtian jintian xingfu kuaile pingan jiankang shengri
"""
_HAN: Final = """
密码 口令 我的密码 管理员 客服 店铺 淘宝 天猫 京东 拼多多 抖音 快手 小红书 微信 支付宝 千牛 阿里巴巴
旺旺 伴话 我爱你 我爱我家 我的 你好 您好 世界 中国 北京 上海 广州 深圳 杭州 义乌 老婆 老公 宝贝 宝宝
亲爱的 妈妈 爸爸 恭喜发财 发财 招财进宝 大吉大利 一帆风顺 万事如意 生日快乐 新年快乐 天天向上
好好学习 好好 学习 张三 李四 王五 不知道 随便 测试 老板 电脑 手机 一二三四 五六七八 一二三四五六七八
"""
_NUMBERS: Final = """
520 521 1314 5201314 1314520 5211314 3344 168 1688 518 5188 666 6666 888 8888 999 9999 000 111 222
333 444 555 777 007 911 110 119 120 12306 10086 95588 147258 147258369 159357 159753 741852963
789456 789456123 456789 112233 11223344 121212 123123 123321 321321 654321 1234321 1qaz 2wsx
1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3 q1w2e3r4 a1b2c3 a1b2c3d4 abc123 qq123 zaq12wsx
"""

WORDS: Final = frozenset((_LATIN + _HAN + _NUMBERS).split())
