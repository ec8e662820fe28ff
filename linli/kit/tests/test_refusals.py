"""Which columns have no place, however they are written, and which only sound like it."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from linli.kit.refusals import BASIS, REFUSALS, refused_column, sort_columns

FORBIDDEN = {
    "ethnicity": "民族 民族成份 是否少数民族 居民民族 族别 nation nationality Ethnicity ethnic_group minzu MZ mzdm race NATION_CODE 民族路小区居民民族",
    "religion": "宗教 宗教信仰 信仰 是否信教 信教情况 所属教派 religion religiousBelief faith zjxy 是否邪教人员",
    "politics": "政治面貌 政治身份 党派 入党时间 入党日期 党龄 党员 是否党员 团员 群众 political_status partyMember is_party_member ZZMM politicalViews",
    "key_person": (
        "重点人员 重点人 是否重点关注人员 重点人群 重点人群类别 特殊人群 特殊人群类型 关注等级 关注级别 管控级别 管控等级 稳控措施 涉稳人员 上访人员 信访人员 吸毒人员 "
        "社区矫正人员 矫正类别 刑满释放人员 前科 有无犯罪记录 严重精神障碍患者 黑名单 key_person keyPersonnel watchlist zdry zhongdianrenyuan attentionLevel"
    ),
    "risk": "风险等级 风险级别 人员风险等级 居民风险评级 危险等级 信用分 信用等级 居民画像 一人一档 红黄绿码 三色标识 risk_level riskLevel RISK-SCORE risk fxdj social_credit creditScore user_profile",
    "tags": "人员标签 居民标签 特征标签 标签 tag tags label person_tags residentTag",
    "face": "人脸 人脸照片 人脸ID 刷脸记录 面部特征 指纹 虹膜 声纹 生物特征 face faceId face_image facial_features faceFeature biometrics fingerprint renlian DNA",
    "tracks": "轨迹 行动轨迹 行踪 定位 定位地址 实时位置 当前位置 经度 纬度 经纬度 坐标 GPS gps坐标 gpsTrack track tracks trajectory geolocation lat lng latitude home_lat personLongitude last_location guiji",
    "cameras": "摄像头 摄像头编号 摄像机地址 监控 监控地址 视频监控 监控截图 抓拍时间 录像 camera cameraId cctv rtsp video_stream shexiangtou",
    "census": "与户主关系 户口性质 户籍性质 人户分离 籍贯 曾用名 兵役状况 血型 实有人口 性别 年龄 出生日期 出生年月 生日 婚姻状况 文化程度 学历 gender sex age birthday birthDate date_of_birth hukou jiguan marital_status",
    "behaviour": "积分扣减 扣减积分 扣分 扣分原因 扣除积分 负积分 不文明行为 points_deducted deduction demerits koufen penalty_points behaviourScore",
    "ranking": "排名 个人排名 网格员排名 积分排名 月度名次 积分排行 排行榜 末位 rank ranking worker_rank leaderboard paiming",
    "check_ins": "打卡 打卡时间 打卡地点 每日打卡次数 考勤 在线时长 登录时长 签到率 签到次数 连续签到 clock_in clockOut daka onlineMinutes login_count checkInCount attendance_rate",
    "forced_photos": "身份证照片 身份证正面照 身份证扫描件 证件照 免冠照片 手持身份证 自拍 本人照片 头像 水印照片 留痕照片 照片 id_card_photo idPhoto selfie avatar photo",
}
ODDLY_WRITTEN = {
    "是否重点关注人员（备注）": "key_person",
    "民族/籍贯": "ethnicity",
    "籍贯/民族": "ethnicity",
    "民 族": "ethnicity",
    "民　族": "ethnicity",
    "民\n族": "ethnicity",
    "民 / 族": "ethnicity",
    "【民族】": "ethnicity",
    "＊民族：": "ethnicity",
    "2.民族(必填)": "ethnicity",
    "民\u200b族": "ethnicity",
    "民族 文化程度": "ethnicity",
    "姓名、性别、民族": "ethnicity",
    "ＭＩＮＺＵ": "ethnicity",
    "Ｒｉｓｋ＿Ｌｅｖｅｌ": "risk",
    "risk level": "risk",
    "Risk.Level": "risk",
    "RISKLEVEL": "risk",
    "f_risk_level_2": "risk",
    "风险\r\n等级": "risk",
    "政治\n面貌": "politics",
    " 政治面貌 ": "politics",
    "宗教信仰（无则不填）": "religion",
    "GPS 定位": "tracks",
    "人 脸 照 片": "face",
    "身份证（照片）": "forced_photos",
    "打卡\t签到": "check_ins",
    "t_person.face_id": "face",
    "personFaceIds": "face",
}
LAWFUL = (
    "姓名 电话 手机号 联系电话 地址 备注 社区 小区名称 楼栋 单元 门牌号 户数 人口数 常住人口数 建成年份 管理方式 物业公司 网格编号 网格名称 网格员 网格员电话 监督电话 "
    "党员责任户 党员责任户姓名 党员志愿者 党支部 党组织名称 党员人数 党群服务中心 志愿者 志愿服务时长 服务时长 角色 "
    "风险隐患 隐患等级 消防风险等级 燃气安全风险等级 房屋危险等级 地质灾害风险等级 风险点 风险提示 风险描述 隐患类别 "
    "重点单位 消防重点单位 重点部位 重点项目 重点工作 重点任务 重点场所 办理重点 "
    "民族路小区 民族街道 民族团结活动 民族小学 民族广场 居民族谱 居民代表 居民人数 居民意见 "
    "宗教活动场所 宗教活动场所消防 "
    "排名不分先后 项目排名 得票排名 议题票决排名 排序 序号 排水 排查 "
    "签到 签到表 应到人数 实到人数 网红打卡点 跟踪回访 跟踪服务 轨道交通 轨道站点 功能定位 服务定位 "
    "监控室 监控室电话 消防监控室 经费监控 现场 照明 "
    "积分 积分余额 积分用途 分数 得分 分类 满意度 评价 "
    "信访事项编号 标签打印 指纹锁 人行道 人民调解员 人均面积 "
    "name phone address community building unit households code kind title note year_built manager grid supervisor "
    "party party_branch parties volunteer_hours role destination donation nationals combination international "
    "surface interface facade factory preface tracking_number track_record traction backtrack platform relation "
    "frisk asterisk brisk_walk hazard_level fire_risk_level building_risk project_rank franking prank "
    "message page image_of_hazard stage lattice flat plateau along clone colon salon online score rating ratings "
    "points points_balance check checked checks checker check_in sign_in sign_out attendance present agent "
    "stagger vintage percentage manage usage sexagenary essex scamera chamber_a location place located_in "
    "valid_from valid_to successor status state photograph_of_place photos_of_hazard stationery"
)


def cases(found: dict[str, str]) -> list[tuple[str, str]]:
    return [(header, code) for code, headers in found.items() for header in headers.split()]


@pytest.mark.parametrize(("header", "code"), [*cases(FORBIDDEN), *ODDLY_WRITTEN.items()], ids=repr)
def test_what_has_no_place_is_found_however_it_is_written(header: str, code: str) -> None:
    refusal = refused_column(header)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize("header", LAWFUL.split(), ids=repr)
def test_what_only_sounds_like_it_is_taken(header: str) -> None:
    assert refused_column(header) is None


@pytest.mark.parametrize(
    "header", ["", " ", "　", "\n", "（）", "___", "1", "\u200b", "A" * 5000, "民" * 5000, "\ud83d"]
)
def test_a_header_that_says_nothing_is_taken(header: str) -> None:
    assert refused_column(header) is None


@pytest.mark.parametrize("header", ["经度", "纬度", "坐标", "lat", "lng", "标签", "照片"])
def test_a_building_may_say_where_it_stands_and_a_person_may_not(header: str) -> None:
    assert refused_column(header, about="places") is None
    assert refused_column(header, about="people")


@pytest.mark.parametrize("header", ["居民经度", "GPS轨迹", "民族", "重点人员", "人脸"])
def test_in_a_table_of_places_too_nothing_about_people_hides(header: str) -> None:
    assert refused_column(header, about="places")


def test_columns_are_sorted_and_each_that_is_left_out_says_why() -> None:
    kept, left_out = sort_columns(["姓名", "民族/籍贯", "电话", "是否重点关注人员（备注）"])
    assert kept == [0, 2]
    assert [(one.column, one.header, one.refusal.code) for one in left_out] == [
        (1, "民族/籍贯", "ethnicity"),
        (3, "是否重点关注人员（备注）", "key_person"),
    ]


def test_every_refusal_says_what_and_why_in_both_languages() -> None:
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS)
    for refusal in REFUSALS:
        chinese = (str(refusal.what), str(refusal.why))
        with translation.override("en"):
            english = (str(refusal.what), str(refusal.why), str(refusal.law))
        assert all(re.search(r"[\u4e00-\u9fff]", words) for words in chinese)
        assert not any(re.search(r"[\u4e00-\u9fff]", words) for words in english)


def test_every_law_that_is_named_is_one_that_the_list_rests_on() -> None:
    assert {str(refusal.law) for refusal in REFUSALS if refusal.law} <= {str(law) for law in BASIS}


def test_every_pattern_finds_itself_and_no_pattern_is_idle() -> None:
    """A word of the list that nothing can meet would be a promise that is not kept."""
    for refusal in REFUSALS:
        for word in [*refusal.headers.split(), *refusal.columns.split(), *refusal.whole.split()]:
            found = refused_column(word)
            assert found is not None, (refusal.code, word)
