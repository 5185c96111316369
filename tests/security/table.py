"""Who may use which address: one row for every name of the URL conf, `*` for all names that begin so.

A row says who is let in; everybody else is refused, and a visitor is asked to sign in unless the row says otherwise.
Where an address takes an argument it is an object of the city Rizhao, mostly a case in review.
"""

from __future__ import annotations

from dataclasses import dataclass

ALLOWED, SIGN_IN, REFUSED = "allowed", "sign-in", "refused"

ROLES = (
    "visitor",
    "account",
    "member",
    "editor",
    "approver",
    "other editor",
    "other approver",
    "curator",
    "administrator",
)
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"visitor"}
ALLIANCE = SIGNED_IN - {"account"}
STAFF = ALLIANCE - {"member"}
CITY_STAFF = STAFF - {"curator"}
WRITERS = frozenset({"editor", "approver", "administrator"})
APPROVERS = frozenset({"approver", "administrator"})
MANAGERS = frozenset({"approver", "curator", "administrator"})
OFFICE = frozenset({"curator", "administrator"})
ADMINISTRATOR = frozenset({"administrator"})
#: Of the city that took over the case of the world.
ADOPTERS = frozenset({"other editor", "other approver"})
#: Members of a city and the office: who speaks in threads. An administrator is neither.
SPEAKERS = ALLIANCE - ADMINISTRATOR
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    allowed: frozenset[str]
    names: str
    visitor: str = SIGN_IN
    #: What those let in get: a sign-in form's own address leads there.
    gets: str = ALLOWED

    def expects(self, role: str) -> str:
        if role in self.allowed:
            return self.gets
        return self.visitor if role == "visitor" else REFUSED


TABLE = (
    # --- public -----------------------------------------------------------------------------------------------------
    Row(
        EVERYBODY,
        """account_login account_logout account_inactive account_signup account_email_verification_sent
        account_confirm_email account_reset_password_from_key account_reset_password account_reset_password_from_key_done account_reset_password_done
        set_interface_language search search_suggest search_csv search_atom robots favicon sitemap_index sitemap
        case_list province theme manual exchanges requests""",
    ),
    Row(EVERYBODY, "manual_topic export_new"),
    Row(NOBODY, "wagtailimages:preview cms/images/<int:image_id>/preview/<str:filter_spec>/", visitor=REFUSED),
    Row(NOBODY, "wagtaildocs_authenticate_with_password wagtailcore_authenticate_with_password", visitor=REFUSED),
    Row(NOBODY, "wagtail_serve", visitor=REFUSED),
    Row(ALLIANCE, "practice_short practice_qr practice_versions practice_download", visitor=REFUSED),
    Row(ALLIANCE, "practice_standing certificate certificate_qr", visitor=REFUSED),
    Row(ALLIANCE, "practice_version practice_version_bibtex practice_compare", visitor=REFUSED),
    Row(EVERYBODY, "adoptions"),
    Row(ALLIANCE, "adoption practice_spread", visitor=REFUSED),
    Row(ADOPTERS, "adoption_grow adoption_move"),
    Row(frozenset({"editor", "approver", "curator"}), "adoption_verify"),
    Row(ADOPTERS | {"curator"}, "adoption_take_back"),
    # Without a case it leads to the list of them.
    Row(ALLIANCE - OFFICE, "adoption_new"),
    Row(MANAGERS, "practice_version_close"),
    # The case of the world has no files to pack.
    Row(NOBODY, "practice_pack", visitor=REFUSED),
    Row(WRITERS, "media wagtaildocs_serve", visitor=REFUSED),
    # --- discussions; the one asked for is of the alliance ----------------------------------------------------------
    Row(EVERYBODY, "discussions"),
    Row(ALLIANCE, "discussion thread post_at", visitor=REFUSED),
    Row(ALLIANCE, "thread_unread post_history"),
    Row(SPEAKERS, "discussion_new post_new"),
    Row(MANAGERS, "discussion_hide discussion_show thread_lock thread_unlock post_hide post_show"),
    # Its author's.
    Row(NOBODY, "post_edit"),
    # Reported is a post of Rizhao's by a member of Rizhao's; the approver of Heze has a list, an empty one.
    Row(ALLIANCE, "report_new"),
    Row(MANAGERS | {"other approver"}, "reports"),
    Row(MANAGERS, "report"),
    # --- signed in --------------------------------------------------------------------------------------------------
    Row(
        SIGNED_IN,
        """account_reauthenticate account_email account_change_password account_set_password
        account_confirm_login_code mfa_index mfa_authenticate mfa_reauthenticate mfa_activate_totp
        mfa_generate_recovery_codes notifications notifications_read_all desk first_visit""",
    ),
    Row(SIGNED_IN, "account saved_searches exports"),
    Row(SIGNED_IN, "reviews review_rubric"),
    Row(WRITERS | OFFICE, "review"),
    # Each reviewer's own.
    Row(NOBODY, "review_score"),
    Row(OFFICE, "evidence_lower certificate_withdraw review_new review_rubric_new review_round_new review_round"),
    Row(ALLIANCE, "saved_search_new"),
    Row(ALLIANCE, "practice_correct corrections"),
    # Members of other cities compare a case with their own.
    Row(frozenset({"other editor", "other approver"}), "practice_fit"),
    Row(ALLIANCE - OFFICE, "for_my_city"),
    Row(OFFICE, "practice_cities"),
    # Members ask and answer; the administrator reads.
    Row(ALLIANCE - ADMINISTRATOR, "request_new request_matches request_cases request_answer"),
    Row(ALLIANCE, "request", visitor=REFUSED),
    Row(WRITERS - ADMINISTRATOR, "request_edit request_narrow request_step answer_accept"),
    Row(MANAGERS, "request_hide answer_hide"),
    # Of a request that has come to its end, and by who wrote the answer.
    Row(NOBODY, "request_make_case answer_edit"),
    # To the writers of the city, and to who asked.
    Row(frozenset({"editor", "approver"}), "correction"),
    Row(EVERYBODY, "visits"),
    Row(ALLIANCE, "visit visit_calendar", visitor=REFUSED),
    Row(CITY_STAFF - ADMINISTRATOR, "visit_new"),
    Row(WRITERS - ADMINISTRATOR, "visit_edit visit_cancel visit_sign_ups visit_answer"),
    Row(MANAGERS, "visit_hide"),
    # Cities beside the host.
    Row(frozenset({"other editor", "other approver"}), "visit_sign_up visit_ask"),
    # Another city's; for drafts alone; for those who went.
    Row(NOBODY, "visit_own_sign_up visit_drop take_away visit_follow_up"),
    # Each person's own.
    Row(NOBODY, "saved_search saved_search_pause saved_search_delete export_file export_again export_delete"),
    Row(SIGNED_IN, "follows digest_preview mail_settings"),
    Row(ALLIANCE, "follow_set"),
    # Each person's own.
    Row(NOBODY, "follow_end follow_mail notification_read"),
    # Signed, and without sign-in; this one is not.
    Row(NOBODY, "mail_stop", visitor=REFUSED),
    Row(NOBODY, "follow_end"),
    Row(ALLIANCE, "conversations"),
    # Between another city and the writers of Rizhao: the matrix has one of a person who is nobody's.
    Row(NOBODY, "conversation conversation_close"),
    Row(frozenset({"other editor", "other approver", "curator"}), "message_case message_city"),
    # Never for one's own city; who said it and why is for those who wrote the case, and the office.
    Row(frozenset({"other editor", "other approver"}) | OFFICE, "practice_helpful"),
    Row(frozenset({"editor", "approver", "curator"}), "practice_helpful_reasons"),
    Row(ALLIANCE, "favourites practice_favourite"),
    # A list of Rizhao: its members read it, its writers change it. It is shared already, so nobody can share it again.
    Row(frozenset({"member", "editor", "approver"}), "favourite_list"),
    Row(frozenset({"editor", "approver"}), "favourite favourite_remove favourite_list_delete"),
    Row(NOBODY, "favourite_list_share"),
    Row(EVERYBODY, "join"),
    Row(NOBODY, "join_with", visitor=REFUSED),
    Row(MANAGERS | {"other approver"}, "members"),
    Row(
        MANAGERS,
        "members_of city_profile member_invite invitation_revoke membership_end membership_end_on membership_role member_hand_over member_reset",
    ),
    Row(NOBODY, "mfa_deactivate_totp mfa_download_recovery_codes mfa_view_recovery_codes"),
    Row(NOBODY, "notification"),
    Row(CITY_STAFF - ADMINISTRATOR, "practice_write own_cases own_cases_bulk practice_imports:index"),
    Row(
        WRITERS - ADMINISTRATOR,
        """practice_imports:template practice_imports:run practice_imports:confirm practice_imports:drop
        practice_imports:report""",
    ),
    Row(CITY_STAFF, "quality_check"),
    Row(MANAGERS | {"editor"}, "quality_case"),
    Row(ALLIANCE, "quality_similar"),
    Row(OFFICE, "quality_pairs"),
    Row(WRITERS - ADMINISTRATOR, "practice_verify"),
    Row(APPROVERS, "practice_narrow practice_lift practice_withdraw"),
    Row(OFFICE, "practice_take_down member_cities city_joins city_leaves"),
    # --- into the editing pages -------------------------------------------------------------------------------------
    Row(STAFF, "cms/login/ wagtailadmin_login", gets=SIGN_IN),
    Row(EVERYBODY, "_util/login/ wagtailcore_login wagtailadmin_logout", gets=SIGN_IN),
    Row(
        STAFF | {"visitor"},
        "cms/password_reset/ wagtailadmin_password_reset wagtailadmin_sprite wagtailadmin_javascript_catalog",
    ),
    Row(
        NOBODY,
        """wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
        wagtailadmin_error_test wagtailsnippetchoosers_alliance_featuredslot:* wagtailsnippetchoosers_alliance_homelayout:*
        wagtailsnippetchoosers_alliance_themefront:*""",
        visitor=REFUSED,
    ),
    Row(NOBODY, "cms/^.*/$"),
    # --- everybody with a desk in the editing pages -----------------------------------------------------------------
    Row(
        STAFF,
        """wagtailadmin_home cms/test404/ wagtailadmin_account wagtailadmin_dismissibles
        wagtailadmin_api:pages:listing
        wagtailadmin_explore_root wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results
        wagtailadmin_pages:choose_parent wagtailadmin_pages:search wagtailadmin_pages:search_results
        wagtailadmin_choose_page wagtailadmin_choose_page_search
        wagtailadmin_choose_page_child
        wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        cms/tag-autocomplete/ wagtailadmin_tag_autocomplete
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chosen
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results
        wagtailadmin_reports:workflow_tasks wagtailadmin_reports:workflow_tasks_results
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_reports:aging_pages wagtailadmin_reports:aging_pages_results
        wagtailadmin_editing_sessions:release
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple""",
    ),
    Row(
        STAFF,
        """wagtailsnippets_practices_policy:list wagtailsnippets_practices_policy:list_results
        wagtailsnippets_practices_policy:add wagtailsnippets_practices_policy:copy
        wagtailsnippets_practices_policy:history
        wagtailsnippets_practices_policy:history_results wagtailsnippetchoosers_practices_policy:*""",
    ),
    Row(
        STAFF - {"editor", "other editor"},
        "wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results",
    ),
    Row(
        STAFF,
        """wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:add_multiple
        wagtailimages:index wagtailimages:index_results wagtailimages:add wagtailimages:add_multiple
        wagtaildocs_chooser:create wagtailimages_chooser:create""",
    ),
    # --- what belongs to the city -----------------------------------------------------------------------------------
    Row(
        WRITERS,
        """wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_api:pages:detail wagtailadmin_api:pages:find
        wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:usage wagtailadmin_pages:edit
        wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft wagtailadmin_pages:add_subpage
        wagtailadmin_pages:delete wagtailadmin_pages:move wagtailadmin_pages:copy wagtailadmin_pages:revisions_view
        wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
        wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:history wagtailadmin_pages:history_results
        wagtailadmin_editing_sessions:ping
        wagtailadmin_pages:revisions_index wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_choose_page_chosen_multiple wagtail_bulk_action
        wagtaildocs_chooser:chosen wagtailimages_chooser:chosen wagtailimages_chooser:select_format""",
    ),
    Row(
        APPROVERS,
        """wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:workflow_preview wagtailadmin_pages:set_privacy wagtailadmin_pages:revisions_unschedule
        wagtailadmin_pages:set_page_position wagtailadmin_pages:lock
        wagtaildocs:edit wagtaildocs:delete wagtaildocs:edit_multiple wagtaildocs:delete_multiple
        wagtaildocs:document_usage wagtailimages:edit wagtailimages:delete wagtailimages:image_usage wagtailimages:edit_multiple wagtailimages:delete_multiple""",
    ),
    # A case never leaves its city; what cannot be taken back by an approver is nobody's.
    Row(
        NOBODY,
        """wagtailadmin_pages:move_confirm wagtailadmin_pages:unpublish wagtailadmin_pages:convert_alias
        wagtailadmin_tag_model_autocomplete wagtailadmin_block_preview wagtailsettings:preview_on_edit
        wagtailsnippets:index wagtailadmin_workflows:add_task wagtailadmin_api:pages:action
        wagtailadmin_api:documents:find wagtailadmin_api:images:find wagtailimages:url_generator wagtailimages:url_generator_output
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple""",
    ),
    # --- the office and administrators ------------------------------------------------------------------------------
    # Nothing is locked here; an approver takes off only a lock there is.
    Row(ADMINISTRATOR, "wagtailadmin_pages:unlock"),
    Row(
        OFFICE,
        """wagtailsnippets_alliance_featuredslot:* wagtailsnippets_practices_policy:*
        vocabulary_terms:* vocabulary_synonyms:* vocabulary_words:* wagtailsettings:edit""",
    ),
    Row(OFFICE, "search_desk:index search_desk:check search_desk:retry search_questions:index search_pins:*"),
    Row(ADMINISTRATOR, "search_desk:rebuild"),
    Row(OFFICE, "vocabulary_popular:*"),
    # Words come from searches and go with time.
    Row(NOBODY, "vocabulary_popular:add vocabulary_popular:delete"),
    Row(OFFICE, "wagtailsnippets_alliance_themefront:*"),
    Row(OFFICE, "wagtailsnippets_alliance_homelayout:*"),
    # The one layout is neither doubled nor deleted.
    Row(
        NOBODY,
        """wagtailsnippets_alliance_homelayout:add wagtailsnippets_alliance_homelayout:delete
        wagtailsnippets_alliance_homelayout:copy wagtailsnippets_alliance_homelayout:preview_on_add""",
    ),
    Row(
        ADMINISTRATOR,
        """wagtailadmin_api:documents:* wagtailadmin_api:images:* wagtailadmin_collections:* wagtailadmin_workflows:* wagtailusers_users:* wagtailusers_groups:*
        wagtailsites:*         wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results""",
    ),
)

_exact = {name: row for row in TABLE for name in row.names.split() if not name.endswith("*")}
_beginnings = {name[:-1]: row for row in TABLE for name in row.names.split() if name.endswith("*")}


def row_of(name: str) -> Row | None:
    if name in _exact:
        return _exact[name]
    return next((row for beginning, row in _beginnings.items() if name.startswith(beginning)), None)


def names_without_an_address(known: set[str]) -> list[str]:
    """Rows left behind by addresses that are gone."""
    stale = [name for name in _exact if name not in known]
    return stale + [name for name in _beginnings if not any(key.startswith(name) for key in known)]
