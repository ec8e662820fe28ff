"""What is never kept, as data: page, documents, imports and the proof over the models all read this one list.

``headers`` are Chinese words that a column's name may hold; ``columns`` are English, pinyin and database names, words
joined by ``_`` (a plural s is understood); ``whole`` stand for the thing only when they are the whole name.
``of_people`` are refused in a table of people alone: a building may say where it stands. ``lawful`` are words in which
the same characters mean something else. All are regular expressions between blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from linli.kit.words import Words

PERSONAL_INFORMATION = _("《个人信息保护法》第二十八条至第三十二条")
LIGHTER_WORK = _("国办函〔2026〕12号（据官方摘录）")
CHARITY = _("《慈善法》第一百一十条")
BASIS = (PERSONAL_INFORMATION, CHARITY, LIGHTER_WORK)
"""What the whole list rests on; a refusal names a law only where that law names the thing."""


@dataclass(frozen=True)
class Refusal:
    """One thing that has no place: ``what`` it is, ``why`` not, and the ``law`` that names it, if one does."""

    code: str
    what: Words
    why: Words
    law: Words = ""
    headers: str = ""
    columns: str = ""
    whole: str = ""
    of_people: str = ""
    lawful: str = ""


REFUSALS = (
    Refusal(
        "ethnicity",
        _("民族"),
        _("办事不看民族。"),
        headers="民族 族别 族裔 种族",
        columns="ethnic ethnicity ethnic_group nation nationality race racial minzu minority",
        whole="mz mzdm 汉族 回族 少数民族 nation_code nation_name",
        lawful=(
            "民族(?:东|西|南|北|中)?(?:路|街|巷|村|小区|家园|社区|团结|大道|广场|园|公园|宫|饭店|餐厅|食堂|学校|小学|中学|幼儿园|医院|乡|镇|自治|舞|乐|文化(?!程度)|节|品牌) "
            "中华民族 居民族谱 race_condition"
        ),
    ),
    Refusal(
        "religion",
        _("宗教信仰"),
        _("信不信教、信什么教，是个人的事。"),
        PERSONAL_INFORMATION,
        headers="宗教 信仰 信教 教徒 教派 信众 邪教 礼拜情况",
        columns="religion religious religious_belief faith belief zongjiao zongjiaoxinyang xinyang",
        whole="zjxy zjxydm 教别",
        lawful="宗教(?:活动)?场所 宗教(?:事务)?局 反邪教宣传 good_faith",
    ),
    Refusal(
        "politics",
        _("政治面貌、政治观点"),
        _("办事不看政治面貌。党员只是志愿者或单位为所做的服务自己说明的角色，不是人的属性。"),
        headers=(
            "政治面貌 政治身份 政治观点 政治倾向 政治立场 政治表现 思想动态 党派 党籍 入党 党龄 是否党员 是否团员 "
            "是否中共党员 共青团员"
        ),
        columns=(
            "political politics political_status political_view political_affiliation party_member "
            "party_membership party_affiliation zhengzhimianmao mianmao"
        ),
        whole="党员 团员 中共党员 群众 面貌 zzmm zzmmdm",
        lawful="入党(?:积极分子)?培训 民主党派(?:机关|支部|组织)",
    ),
    Refusal(
        "key_person",
        _("“重点人员”、关注对象"),
        _("人没有等级，也不列名单盯着。要办的是一件事，事办完了，轻重缓急也就结束了。"),
        PERSONAL_INFORMATION,
        headers=(
            "重点人 重点关注 重点对象 重点群体 重点稳控 特殊人群 特殊群体人员 关注等级 关注级别 关注人员 关注对象 "
            "关注程度 管控 稳控 布控 涉稳 维稳 上访 信访人 缠访 闹访 吸毒 涉毒 社区矫正 矫正人员 矫正对象 矫正类 安置帮教 "
            "刑满释放 刑释 前科 有无犯罪 是否犯罪 犯罪记录 肇事肇祸 黑名单 失信人 严重精神障碍"
        ),
        columns=(
            "key_person key_people key_personnel focus_person focus_group special_group watchlist watch_list "
            "watch_level attention_level level_of_attention control_level control_object blacklist black_list "
            "criminal_record petitioner drug_user zhongdianrenyuan zdry"
        ),
        whole="zdrylx zdrydm 重点",
        lawful="疫情防控 防控 管控(?:路段|时段|区域|车道|措施) 城管控 维稳(?:室|办) 无犯罪记录(?:证明)?(?:不出|办理)",
    ),
    Refusal(
        "risk",
        _("人的风险等级、信用分、画像"),
        _("不给人打分、定级、画像。风险只属于一件事或一处隐患，随它一起结束。"),
        headers=(
            "风险等级 风险级别 风险评级 风险人员 风险评分 风险分 风险标签 危险等级 危险程度 人员等级 人员级别 "
            "人员分级 居民等级 红黄绿 三色 信用分 信用等级 信用积分 诚信分 诚信积分 文明分 画像 一人一档 人员档案 "
            "居民档案"
        ),
        columns=(
            "risk risk_level risk_score risk_grade risk_rating risk_tag danger_level social_credit credit_score "
            "credit_level user_profile persona fengxiandengji fengxian xinyongfen"
        ),
        whole="人员类型标签 fxdj dossier",
        lawful=(
            "(?:隐患|消防|火灾|燃气|用电|电气|房屋|楼栋|建筑|场所|场地|部位|设施|设备|电梯|地质|灾害|汛|防汛|内涝|食品|食品安全|施工|工程|项目|事件|事项|案件|活动|天气|气象|安全)(?:安全)?(?:风险|危险)(?:点)?(?:等级|级别|评级|评分|分级|程度) "
            "三色图 "
            "(?:fire|building|place|site|hazard|gas|project|event|case|equipment|flood)_risk(?:_level|_score|_grade|_rating)? "
            "城市画像 社区画像 企业信用等级 物业信用等级 纸质居民档案室"
        ),
    ),
    Refusal(
        "tags",
        _("贴在人身上的标签"),
        _("没有可以随意填写的人员标签。需要什么服务，从固定的几项里选，只跟着这一件事。"),
        headers="人员标签 居民标签 人群标签 特征标签 人员属性 打标签 贴标签 人员类别标签",
        columns="person_tag resident_tag people_tag account_tag person_label biaoqian user_tag",
        of_people="标签 ^tags?$ ^labels?$",
        lawful="标签打印 标签纸 二维码标签 物品标签",
    ),
    Refusal(
        "face",
        _("人脸和其他生物特征"),
        _("不做人脸识别，不存指纹、声纹。"),
        PERSONAL_INFORMATION,
        headers="人脸 刷脸 脸部 面部 人像 虹膜 指纹 声纹 掌纹 生物特征 生物识别 步态 dna",
        columns=(
            "face_id face_image face_photo face_url face_feature face_vector face_template face_data "
            "face_recognition face_print face_encoding face_embedding face_token facial faceprint biometric "
            "fingerprint iris voiceprint renlian dna"
        ),
        whole="face rlzp zhiwen",
        lawful="指纹锁 人脸门禁(?:设备)?(?:厂家|品牌|维修) 脸部护理",
    ),
    Refusal(
        "tracks",
        _("居民和工作人员的定位、轨迹"),
        _("不看人在哪儿，不记人去过哪儿。一件事可以写地点，那是事的地点。"),
        PERSONAL_INFORMATION,
        headers=(
            "轨迹 行踪 行程码 行程记录 定位 实时位置 当前位置 位置信息 人员位置 最后位置 居民经度 居民纬度 家庭坐标"
        ),
        columns=(
            "gps geolocation geo_location trajectory trajectories track track_point location_track "
            "location_history current_location last_location live_location last_seen_at_place whereabouts "
            "person_location guiji dingwei beidou"
        ),
        of_people=(
            "经度 纬度 经纬 坐标 ^lat$ ^lng$ ^lon$ ^latitude$ ^longitude$ ^coordinates?$ _lat$ _lng$ _latitude$ "
            "_longitude$"
        ),
        lawful=(
            "(?:功能|服务|项目|市场|发展|目标|岗位|品牌|活动)定位 track_record track_number tracking_number 单曲轨迹"
        ),
    ),
    Refusal(
        "cameras",
        _("摄像头和监控画面"),
        _("不接摄像头，不调监控画面。"),
        headers="摄像头 摄像机 探头编号 监控 抓拍 录像 视频流 卡口",
        columns="camera cctv rtsp video_feed video_stream snapshot_url surveillance shexiangtou jiankong",
        lawful=(
            "(?:消防|安防|值班)?监控(?:室|中心|值班) "
            "(?:进度|经费|资金|质量|水质|空气|血压|血糖|项目|温度|能耗|用电|用水|燃气)(?:的)?监控 录像厅"
        ),
    ),
    Refusal(
        "census",
        _("全体居民的普查"),
        _("不建全员人口库。有事来办的人，只记办这件事要用的。"),
        headers=(
            "人口普查 实有人口 全员人口 人户分离 人户一致 与户主关系 户主关系 户口性质 户籍性质 户口类别 籍贯 "
            "曾用名 兵役 流动人口登记 血型"
        ),
        columns=(
            "census household_head_relation relation_to_head hukou_type hukou native_place former_name jiguan "
            "blood_type"
        ),
        whole="人口信息 yhzgx hkxz 流动人口",
        of_people=(
            "性别 出生 年龄 生日 婚姻 婚否 婚育 生育 文化程度 学历 国籍 收入 身高 体重 ^gender$ ^sex$ ^age$ birth "
            "^marital ^education$ ^income$ ^xingbie$ ^nianling$ ^xb$"
        ),
        lawful="(?:成立|出生)(?:医学)?证明(?:办理|不出)",
    ),
    Refusal(
        "behaviour",
        _("因为行为扣分"),
        _("积分只为自愿做的事增加，不因为谁做了什么、没做什么而扣。"),
        headers=(
            "积分扣减 积分扣除 扣减积分 扣除积分 扣分 扣积分 减分 负积分 倒扣 违规分 不文明行为 行为评分 表现评分 惩戒"
        ),
        columns=(
            "deduct deduction point_deducted points_deducted penalty penalty_point demerit behaviour_score "
            "behavior_score koufen"
        ),
        lawful="物业考核扣分 不文明行为劝导活动",
    ),
    Refusal(
        "ranking",
        _("给工作人员个人排名"),
        _("单位只跟自己的过去比，不给个人排名次。"),
        LIGHTER_WORK,
        headers="排名 名次 排行 位次 末位 红黑榜 龙虎榜 光荣榜名次",
        columns="rank ranking leaderboard worker_rank paiming mingci league_table",
        whole="pm 最佳员工",
        lawful=(
            "排名不分(?:先后|前后) "
            "(?:项目|方案|议题|提案|得票|票数|票决|投票|名称|作品|小区|社区)(?:票数|得票|投票|票决)?(?:排名|名次|排行|位次) "
            "(?:project|option|proposal|topic|vote|ballot|search)_rank(?:ing)? (?:比赛|竞赛|运动会)(?:名次|排名)"
        ),
    ),
    Refusal(
        "check_ins",
        _("打卡、在线时长、签到指标"),
        _("事情办没办好看结果，不看打了几次卡、在线多久。"),
        LIGHTER_WORK,
        headers=(
            "打卡 考勤 在线时长 登录时长 使用时长 活跃度 签到率 签到次数 签到天数 连续签到 登录次数 登录天数 "
            "学习时长排 步数"
        ),
        columns=(
            "clock_in clock_out punch_in punch_card daka kaoqin online_time online_minute online_hour "
            "online_duration login_count login_day checkin_count check_in_count check_in_quota checkin_quota "
            "check_in_rate check_in_streak checkin_day attendance_rate activity_score"
        ),
        lawful="网红打卡(?:点|地)? 打卡(?:景点|点位介绍|胜地)",
    ),
    Refusal(
        "forced_photos",
        _("必须交的照片"),
        _("照片从来不是办成事的条件。不收证件照、手持照、自拍和水印留痕照片。"),
        LIGHTER_WORK,
        headers=(
            "身份证照 身份证正面 身份证反面 身份证正反 身份证图片 身份证扫描 身份证复印 证件照 证件图片 免冠照 "
            "手持照 手持身份证 手持证件 自拍 本人照片 人员照片 居民照片 个人照片 头像 打卡照片 留痕照片 水印照片 "
            "水印相机 必传照片 入户照片 走访照片"
        ),
        columns=(
            "id_photo id_card_photo id_card_image idcard_photo idcard_image id_scan selfie portrait headshot "
            "avatar proof_photo mugshot"
        ),
        of_people="照片 ^photos?$ ^pictures?$ ^photo_url$ ^zhaopian$",
    ),
    Refusal(
        "profile",
        _("把一个人的事拼在一页上"),
        _("没有一页能看到某个人在各处办过的所有事。只有本人看得到自己的。"),
    ),
    Refusal(
        "bulk_export",
        _("成批导出居民"),
        _("没有不遮盖的居民名单可以导出。经办人的通话单只有自己手上没办完的几件，每打印一次都有记录。"),
    ),
)
