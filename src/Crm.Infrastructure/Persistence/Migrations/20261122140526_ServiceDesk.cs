using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ServiceDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "assigned_by",
                table: "tickets",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "complaint_kind",
                table: "tickets",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "complaint_severity",
                table: "tickets",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_response_clock_breached_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_response_clock_due_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "first_response_clock_left",
                table: "tickets",
                type: "interval",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_response_clock_stopped_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "first_response_clock_target_minutes",
                table: "tickets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_response_clock_warned_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_clock_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "remedy_code",
                table: "tickets",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "remedy_cost_amount",
                table: "tickets",
                type: "numeric(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "remedy_cost_currency",
                table: "tickets",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "required_skills",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "resolution_clock_breached_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "resolution_clock_due_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "resolution_clock_left",
                table: "tickets",
                type: "interval",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "resolution_clock_stopped_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "resolution_clock_target_minutes",
                table: "tickets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "resolution_clock_warned_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "root_cause_code",
                table: "tickets",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "satisfaction_answered_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "satisfaction_comment",
                table: "tickets",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "satisfaction_score",
                table: "tickets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "sla_calendar_id",
                table: "tickets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "sla_pauses_in",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<Guid>(
                name: "sla_policy_id",
                table: "tickets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sla_policy_name",
                table: "tickets",
                type: "character varying(120)",
                maxLength: 120,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sla_reason",
                table: "tickets",
                type: "character varying(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "split_from_id",
                table: "tickets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "status_history",
                table: "tickets",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "surveyed_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "match_language",
                table: "queues",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string[]>(
                name: "required_skills",
                table: "queues",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string>(
                name: "strategy",
                table: "queues",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "manual");

            migrationBuilder.CreateTable(
                name: "business_calendars",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    time_zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    hours = table.Column<string>(type: "jsonb", nullable: false),
                    holidays = table.Column<string>(type: "jsonb", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_business_calendars", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "queue_members",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    queue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    receives_automatically = table.Column<bool>(type: "boolean", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    turn = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_queue_members", x => x.id);
                    table.ForeignKey(
                        name: "fk_queue_members_queues_queue_id",
                        column: x => x.queue_id,
                        principalTable: "queues",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_queue_members_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "test_clocks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    shift = table.Column<TimeSpan>(type: "interval", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_test_clocks", x => x.id);
                    table.CheckConstraint("ck_test_clocks_one", "id = '00000000-0000-7000-8000-000000000001'");
                });

            migrationBuilder.CreateTable(
                name: "ticket_surveys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    token_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    surveyed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    score = table.Column<int>(type: "integer", nullable: true),
                    comment = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ticket_surveys", x => x.id);
                    table.CheckConstraint("ck_ticket_surveys_answer", "(score IS NULL) = (answered_at IS NULL)");
                    table.CheckConstraint("ck_ticket_surveys_score", "score BETWEEN 1 AND 5");
                    table.ForeignKey(
                        name: "fk_ticket_surveys_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    languages = table.Column<string[]>(type: "text[]", nullable: false),
                    skills = table.Column<string[]>(type: "text[]", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: true),
                    calendar_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_available = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agents", x => x.id);
                    table.ForeignKey(
                        name: "fk_agents_business_calendars_calendar_id",
                        column: x => x.calendar_id,
                        principalTable: "business_calendars",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_agents_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "business_calendars_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    start = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, computedColumnSql: "left(text, 120)", stored: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_business_calendars_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_business_calendars_search_business_calendars_id",
                        column: x => x.id,
                        principalTable: "business_calendars",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sla_policies",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    conditions = table.Column<string>(type: "jsonb", nullable: false),
                    first_response_minutes = table.Column<int>(type: "integer", nullable: true),
                    resolution_minutes = table.Column<int>(type: "integer", nullable: true),
                    pauses_in = table.Column<string[]>(type: "text[]", nullable: false),
                    calendar_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_policies", x => x.id);
                    table.ForeignKey(
                        name: "fk_sla_policies_business_calendars_calendar_id",
                        column: x => x.calendar_id,
                        principalTable: "business_calendars",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sla_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    policy_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clock = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    target_minutes = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_sla_events_sla_policies_policy_id",
                        column: x => x.policy_id,
                        principalTable: "sla_policies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sla_events_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sla_policies_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    start = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, computedColumnSql: "left(text, 120)", stored: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_policies_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_sla_policies_search_sla_policies_id",
                        column: x => x.id,
                        principalTable: "sla_policies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql("INSERT INTO test_clocks (id, shift, version, created_at, updated_at) VALUES ('00000000-0000-7000-8000-000000000001', '0', 1, now(), now())");

            migrationBuilder.Sql(
                """
                UPDATE tickets SET status_history = jsonb_build_array(jsonb_build_object('status', 'open', 'at', to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
                    || CASE WHEN status IN ('new', 'open') THEN '[]'::jsonb
                       ELSE jsonb_build_array(jsonb_build_object('status', status, 'at', to_char(greatest(opened_at, coalesce(resolved_at, closed_at, updated_at)) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) END;
                """);

            migrationBuilder.Sql("UPDATE tickets SET assigned_by = 'user' WHERE assignee_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_closed_at_id",
                table: "tickets",
                columns: new[] { "closed_at", "id" },
                filter: "closed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_complaint_severity_opened_at_id",
                table: "tickets",
                columns: new[] { "complaint_severity", "opened_at", "id" },
                filter: "type = 'complaint'");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_due_at_id",
                table: "tickets",
                columns: new[] { "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_first_response_at_id",
                table: "tickets",
                columns: new[] { "first_response_at", "id" },
                filter: "first_response_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_next_clock_at",
                table: "tickets",
                column: "next_clock_at",
                filter: "next_clock_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_opened_at_product_id_root_cause_code",
                table: "tickets",
                columns: new[] { "opened_at", "product_id", "root_cause_code" },
                filter: "type = 'complaint'");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_queue_id_priority_opened_at_id",
                table: "tickets",
                columns: new[] { "queue_id", "priority", "opened_at", "id" },
                descending: new[] { false, true, false, false },
                filter: "assignee_id IS NULL AND status IN ('new', 'open')");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_resolved_at_id",
                table: "tickets",
                columns: new[] { "resolved_at", "id" },
                filter: "resolved_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_satisfaction_score_id",
                table: "tickets",
                columns: new[] { "satisfaction_score", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_sla_calendar_id",
                table: "tickets",
                column: "sla_calendar_id",
                filter: "next_clock_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_sla_policy_id_opened_at_id",
                table: "tickets",
                columns: new[] { "sla_policy_id", "opened_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_split_from_id",
                table: "tickets",
                column: "split_from_id");

            migrationBuilder.CreateIndex(
                name: "ix_agents_calendar_id",
                table: "agents",
                column: "calendar_id");

            migrationBuilder.CreateIndex(
                name: "ix_agents_created_at_id",
                table: "agents",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_agents_languages",
                table: "agents",
                column: "languages")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_agents_skills",
                table: "agents",
                column: "skills")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_agents_user_id",
                table: "agents",
                column: "user_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_business_calendars_created_at_id",
                table: "business_calendars",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_business_calendars_name_id",
                table: "business_calendars",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_business_calendars_name_key",
                table: "business_calendars",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_business_calendars_search_start",
                table: "business_calendars_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_business_calendars_search_text_keys",
                table: "business_calendars_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_queue_members_queue_id_added_at_id",
                table: "queue_members",
                columns: new[] { "queue_id", "added_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_queue_members_queue_id_user_id",
                table: "queue_members",
                columns: new[] { "queue_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_queue_members_user_id",
                table: "queue_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_sla_events_at_id",
                table: "sla_events",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_events_policy_id_at_id",
                table: "sla_events",
                columns: new[] { "policy_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_events_raised_at_id",
                table: "sla_events",
                columns: new[] { "raised_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_events_ticket_id_clock_kind_due_at",
                table: "sla_events",
                columns: new[] { "ticket_id", "clock", "kind", "due_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_calendar_id",
                table: "sla_policies",
                column: "calendar_id");

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_created_at_id",
                table: "sla_policies",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_name_id",
                table: "sla_policies",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_name_key",
                table: "sla_policies",
                column: "name_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_position_id",
                table: "sla_policies",
                columns: new[] { "position", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_search_start",
                table: "sla_policies_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_search_text_keys",
                table: "sla_policies_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_ticket_surveys_answered_at",
                table: "ticket_surveys",
                column: "answered_at",
                filter: "answered_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_surveys_ticket_id_resolved_at",
                table: "ticket_surveys",
                columns: new[] { "ticket_id", "resolved_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ticket_surveys_ticket_id_surveyed_at_id",
                table: "ticket_surveys",
                columns: new[] { "ticket_id", "surveyed_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ticket_surveys_token_hash",
                table: "ticket_surveys",
                column: "token_hash",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_business_calendars_sla_calendar_id",
                table: "tickets",
                column: "sla_calendar_id",
                principalTable: "business_calendars",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_sla_policies_sla_policy_id",
                table: "tickets",
                column: "sla_policy_id",
                principalTable: "sla_policies",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_tickets_split_from_id",
                table: "tickets",
                column: "split_from_id",
                principalTable: "tickets",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_tickets_business_calendars_sla_calendar_id",
                table: "tickets");

            migrationBuilder.DropForeignKey(
                name: "fk_tickets_sla_policies_sla_policy_id",
                table: "tickets");

            migrationBuilder.DropForeignKey(
                name: "fk_tickets_tickets_split_from_id",
                table: "tickets");

            migrationBuilder.DropTable(
                name: "agents");

            migrationBuilder.DropTable(
                name: "business_calendars_search");

            migrationBuilder.DropTable(
                name: "queue_members");

            migrationBuilder.DropTable(
                name: "sla_events");

            migrationBuilder.DropTable(
                name: "sla_policies_search");

            migrationBuilder.DropTable(
                name: "test_clocks");

            migrationBuilder.DropTable(
                name: "ticket_surveys");

            migrationBuilder.DropTable(
                name: "sla_policies");

            migrationBuilder.DropTable(
                name: "business_calendars");

            migrationBuilder.DropIndex(
                name: "ix_tickets_closed_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_complaint_severity_opened_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_due_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_first_response_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_next_clock_at",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_opened_at_product_id_root_cause_code",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_queue_id_priority_opened_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_resolved_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_satisfaction_score_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_sla_calendar_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_sla_policy_id_opened_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_split_from_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "assigned_by",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "complaint_kind",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "complaint_severity",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "due_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_breached_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_due_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_left",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_stopped_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_target_minutes",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "first_response_clock_warned_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "next_clock_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "remedy_code",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "remedy_cost_amount",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "remedy_cost_currency",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "required_skills",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_breached_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_due_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_left",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_stopped_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_target_minutes",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "resolution_clock_warned_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "root_cause_code",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "satisfaction_answered_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "satisfaction_comment",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "satisfaction_score",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "sla_calendar_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "sla_pauses_in",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "sla_policy_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "sla_policy_name",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "sla_reason",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "split_from_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "status_history",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "surveyed_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "match_language",
                table: "queues");

            migrationBuilder.DropColumn(
                name: "required_skills",
                table: "queues");

            migrationBuilder.DropColumn(
                name: "strategy",
                table: "queues");
        }
    }
}
