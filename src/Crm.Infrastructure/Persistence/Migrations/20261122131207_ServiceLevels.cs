using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ServiceLevels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                name: "due_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_clock_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "status_history",
                table: "tickets",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

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

            migrationBuilder.CreateIndex(
                name: "ix_tickets_due_at_id",
                table: "tickets",
                columns: new[] { "due_at", "id" });

            migrationBuilder.Sql(
                """
                UPDATE tickets SET status_history = jsonb_build_array(jsonb_build_object('status', 'open', 'at', to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
                    || CASE WHEN status IN ('new', 'open') THEN '[]'::jsonb
                       ELSE jsonb_build_array(jsonb_build_object('status', status, 'at', to_char(greatest(opened_at, coalesce(resolved_at, closed_at, updated_at)) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) END;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_next_clock_at",
                table: "tickets",
                column: "next_clock_at",
                filter: "next_clock_at IS NOT NULL");

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
                name: "ix_sla_policies_position_created_at_id",
                table: "sla_policies",
                columns: new[] { "position", "created_at", "id" });

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

            migrationBuilder.DropTable(
                name: "business_calendars_search");

            migrationBuilder.DropTable(
                name: "sla_events");

            migrationBuilder.DropTable(
                name: "sla_policies_search");

            migrationBuilder.DropTable(
                name: "sla_policies");

            migrationBuilder.DropTable(
                name: "business_calendars");

            migrationBuilder.DropIndex(
                name: "ix_tickets_next_clock_at",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_sla_calendar_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_sla_policy_id_opened_at_id",
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
                name: "status_history",
                table: "tickets");
        }
    }
}
