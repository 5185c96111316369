"""The settings of the site: who may edit them, what they refuse, and where they are shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.views.defaults import server_error
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Site

from alliance.models import HomePage, PlatformSettings
from alliance.page_cache import renew_site_mark
from alliance.services import setup_site
from alliance.the_site import the_site
from config.site_name import site_name
from files.models import AllianceImage
from notifications.events import Event
from notifications.models import Notification
from notifications.services import notify
from notifications.tasks import mail_notification
from tests.factories.cities import administrator, approver_of, curator, editor_of, member_of
from tests.factories.files import make_image
from tests.factories.practices import practice

pytestmark = pytest.mark.django_db
OTHER = {
    "platform_name": "浙里城管共享",
    "short_name": "城管共享",
    "province_name": "浙江省",
    "description": "浙江各市城管经验的共享平台",
    "sponsor": "浙江省住房和城乡建设厅",
}
#: Names of the province that the sample data is of, and of the platform before the office names it.
ELSEWHERE = ("山东", "城市管理联盟平台")


def settings_address() -> str:
    return reverse("wagtailsettings:edit", args=["alliance", "platformsettings", Site.objects.get().pk])


def platform(**fields: Any) -> PlatformSettings:
    row = PlatformSettings.for_site(Site.objects.get())
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def office_image(title: str = "标志") -> AllianceImage:
    collection = Collection.objects.get(name="省级办公室")
    return AllianceImage.objects.create(title=title, file=get_test_image_file(size=(640, 480)), collection=collection)


def form_data(**fields: Any) -> dict[str, Any]:
    return {"platform_name": "平台", "logo": "", "share_image": "", **fields}


# --- who may ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [curator, administrator])
def test_the_office_and_administrators_edit_the_settings(client, who):
    client.force_login(who())
    response = client.post(settings_address(), form_data(platform_name="新名称", phone="0531-12345678"))
    assert response.status_code == 302
    assert PlatformSettings.objects.get().platform_name == "新名称"


@pytest.mark.parametrize("who", [lambda: editor_of("rizhao"), lambda: approver_of("rizhao")])
def test_a_citys_people_cannot(client, who):
    client.force_login(who())
    assert client.get(settings_address()).url == "/cms/"
    client.post(settings_address(), form_data(platform_name="新名称"))
    assert PlatformSettings.objects.get().platform_name != "新名称"


def test_the_office_finds_the_settings_on_the_first_page(client):
    client.force_login(curator())
    assert (
        reverse("wagtailsettings:edit", args=["alliance", "platformsettings"]) in client.get("/cms/").content.decode()
    )


# --- bad input ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("platform_name", "", "必填"),
        ("platform_name", "长" * 41, "不能超过 40 个字"),
        ("icp_url", "javascript:alert(1)", "https://"),
        ("icp_url", "ftp://beian.example/", "https://"),
        ("police_url", "beian", "https://"),
        ("site_code", "37", "网站标识码是 10 位数字或字母。"),
        ("phone", "请打<b>电话", "请填电话号码"),
        ("email", "nobody", "邮箱"),
        ("logo", "999999", "选择"),
        ("logo", "x", "选择"),
        ("share_image", "9" * 30, "选择"),
    ],
)
def test_wrong_input_is_refused_where_it_is(client, field, value, told):
    client.force_login(curator())
    response = client.post(settings_address(), form_data(**{field: value}))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == [field] and told in errors[field][0]


def test_a_picture_of_a_city_is_not_made_public_by_its_number(client):
    client.force_login(curator())
    response = client.post(settings_address(), form_data(logo=make_image().pk))
    assert list(response.context["form"].errors) == ["logo"]
    assert PlatformSettings.objects.get().logo is None


def test_a_picture_chosen_before_by_somebody_else_may_stay(client):
    image = make_image()
    platform(logo=image)
    client.force_login(curator())
    assert client.post(settings_address(), form_data(logo=image.pk)).status_code == 302


# --- pictures -----------------------------------------------------------------------------------------------------
def test_the_chosen_logo_is_public_and_stands_on_every_page(client):
    row = platform(logo=office_image())
    assert row.logo_url in client.get("/").content.decode()
    assert client.get(row.logo_url).status_code == 200


def test_a_picture_of_the_office_is_closed_until_it_is_chosen(client):
    image = office_image()
    assert client.get(image.file.url).status_code == 404
    platform(share_image=image)
    assert client.get(image.file.url).status_code == 200


def test_a_logo_whose_file_is_gone_breaks_no_page(client):
    image = office_image()
    image.file.storage.delete(image.file.name)
    platform(logo=image, share_image=image)
    response = client.get("/")
    assert response.status_code == 200 and "favicon.svg" in response.content.decode()


# --- the footer ---------------------------------------------------------------------------------------------------
def test_the_footer_shows_what_is_filled_in(client):
    fields = {
        "sponsor": "示例厅",
        "operator": "示例中心",
        "phone": "0531-00000000",
        "email": "office@example.gov.cn",
        "address": "示例路 1 号",
        "site_code": "3700000001",
        "icp_number": "鲁ICP备00000000号-1",
        "police_number": "鲁公网安备 37000000000000号",
        "copyright_notice": "版权所有 示例厅",
    }
    platform(**fields)
    content = client.get("/").content.decode()
    assert [value for value in fields.values() if value not in content] == []


def test_the_filing_number_is_a_link_only_where_the_office_sets_the_address(client):
    platform(icp_number="鲁ICP备1号")
    assert "beian" not in client.get("/").content.decode()
    platform(icp_url="https://beian.example/")
    assert '<a href="https://beian.example/"' in client.get("/").content.decode()


def test_script_in_the_settings_is_text(client):
    platform(sponsor="<script>x</script>", platform_name='"><img src=x onerror=x>')
    content = client.get("/").content.decode()
    assert "<script>x" not in content and "<img src=x" not in content


# --- another province ---------------------------------------------------------------------------------------------
@pytest.fixture
def elsewhere() -> PlatformSettings:
    return platform(**OTHER)


PUBLIC = [
    "/",
    "/search/",
    "/rizhao/",
    "/rizhao/practices/",
    "/articles/",
    "/articles/privacy/",
    "/articles/terms/",
    "/articles/about/",
]
PUBLIC += ["/articles/accessibility/", "/accounts/login/", "/accounts/signup/", "/join/", "/no-such-page/"]
OF_PEOPLE = ["/desk/", "/members/office/", "/office/cities/", "/account/", "/notifications/", "/cms/", "/cms/account/"]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("path", PUBLIC)
def test_a_visitor_of_another_province_reads_its_own_names(client, path):
    content = client.get(path).content.decode()
    assert OTHER["platform_name"] in content
    assert [word for word in ELSEWHERE if word in content] == []


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("path", OF_PEOPLE)
def test_an_official_of_another_province_reads_its_own_names(client, path):
    client.force_login(administrator())
    response = client.get(path)
    assert response.status_code == 200
    content = response.content.decode()
    assert OTHER["platform_name"] in content
    assert [word for word in ELSEWHERE if word in content] == []


@pytest.mark.usefixtures("elsewhere")
def test_the_tree_of_the_editing_pages_names_the_platform(client):
    client.force_login(administrator())
    for path in ("/cms/pages/", f"/cms/pages/{HomePage.objects.get().pk}/", "/cms/sites/"):
        content = client.get(path).content.decode()
        assert [word for word in ELSEWHERE if word in content] == [], path


@pytest.mark.usefixtures("elsewhere")
def test_a_case_of_another_province_names_its_platform(client):
    content = client.get(practice().url).content.decode()
    assert OTHER["platform_name"] in content and not any(word in content for word in ELSEWHERE)


@pytest.mark.usefixtures("elsewhere")
def test_mail_names_the_platform():
    person = member_of("rizhao", email="a@example.gov.cn")
    page = practice()
    notify(
        recipients=[person],
        event=Event.CASE_APPROVED,
        target=page,
        city=page.city,
        subject="案例已发布",
        body="",
        reason="您是作者",
        url=page.get_url(),
        dedupe_key="once",
    )
    mail.outbox.clear()
    Notification.objects.update(emailed_at=None)
    mail_notification.func(Notification.objects.get().pk)
    assert mail.outbox[0].subject == f"[{OTHER['platform_name']}] 案例已发布"
    assert OTHER["platform_name"] in mail.outbox[0].body and ELSEWHERE[1] not in mail.outbox[0].body


@pytest.mark.usefixtures("elsewhere")
def test_the_mail_of_a_lost_password_names_the_platform(client):
    person = member_of("rizhao", email="a@example.gov.cn")
    client.post("/accounts/password/reset/", {"email": person.email})
    assert mail.outbox[0].subject.startswith(f"[{OTHER['platform_name']}]")
    assert OTHER["platform_name"] in mail.outbox[0].body


def test_without_settings_the_name_is_the_one_of_the_installation():
    PlatformSettings.objects.all().delete()
    with override_settings(WAGTAIL_SITE_NAME="安装时的名称"):
        assert site_name() == "安装时的名称"


def test_setting_up_again_keeps_the_offices_names(elsewhere):
    setup_site()
    elsewhere.refresh_from_db()
    assert {name: getattr(elsewhere, name) for name in OTHER} == OTHER


def test_a_new_installation_is_of_the_province_of_its_data():
    PlatformSettings.objects.all().delete()
    setup_site()
    assert PlatformSettings.objects.get().province_name == "山东省"


# --- when something is broken ---------------------------------------------------------------------------------------
@pytest.fixture
def remembering(settings):
    settings.REMEMBER_SECONDS = 60
    renew_site_mark()
    the_site._kept = None
    yield
    the_site._kept = None


@pytest.mark.usefixtures("remembering")
def test_the_page_of_a_failure_names_the_platform_without_the_database(client, elsewhere):
    request = client.get("/").wsgi_request
    with CaptureQueriesContext(connection) as queries:
        content = server_error(request).content.decode()
    assert OTHER["platform_name"] in content and "系统出了点问题" in content
    assert len(queries) == 0


@pytest.mark.usefixtures("remembering")
def test_the_page_of_a_failure_before_the_first_page_names_the_installation(rf):
    assert "城市管理联盟平台" in server_error(rf.get("/")).content.decode()


@pytest.mark.usefixtures("remembering")
def test_a_request_with_a_wrong_host_is_answered_with_the_name_and_no_query(elsewhere):
    client = Client()
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400 and OTHER["platform_name"] in response.content.decode()
    assert len(queries) == 0
