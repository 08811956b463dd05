using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class InteractionsAndSegments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "interaction_count",
                table: "customer_merges",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "users_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "tickets_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "territories_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "teams_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "roles_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "queues_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "products_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "orders_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "customers_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "start",
                table: "contacts_search",
                type: "character varying(120)",
                maxLength: 120,
                nullable: false,
                computedColumnSql: "left(text, 120)",
                stored: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "interactions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    direction = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "character varying(50000)", maxLength: 50000, nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    outcome_note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    erased_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interactions", x => x.id);
                    table.CheckConstraint("ck_interactions_ended_at", "ended_at >= started_at");
                    table.ForeignKey(
                        name: "fk_interactions_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_interactions_orders_order_id",
                        column: x => x.order_id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_interactions_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_interactions_users_by",
                        column: x => x.by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "segments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    filter = table.Column<string>(type: "character varying(50000)", maxLength: 50000, nullable: true),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "interaction_contacts",
                columns: table => new
                {
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    interaction_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interaction_contacts", x => new { x.interaction_id, x.contact_id });
                    table.ForeignKey(
                        name: "fk_interaction_contacts_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_interaction_contacts_interactions_interaction_id",
                        column: x => x.interaction_id,
                        principalTable: "interactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "interaction_external_ids",
                columns: table => new
                {
                    system = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    value = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interaction_external_ids", x => new { x.system, x.value });
                    table.ForeignKey(
                        name: "fk_interaction_external_ids_interactions_record_id",
                        column: x => x.record_id,
                        principalTable: "interactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "interaction_users",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    interaction_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interaction_users", x => new { x.interaction_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_interaction_users_interactions_interaction_id",
                        column: x => x.interaction_id,
                        principalTable: "interactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_interaction_users_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "interactions_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    start = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, computedColumnSql: "left(text, 120)", stored: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_interactions_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_interactions_search_interactions_id",
                        column: x => x.id,
                        principalTable: "interactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "segment_members",
                columns: table => new
                {
                    segment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segment_members", x => new { x.segment_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_segment_members_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_segment_members_segments_segment_id",
                        column: x => x.segment_id,
                        principalTable: "segments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "segments_search",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false, collation: "C"),
                    keys = table.Column<int[]>(type: "integer[]", nullable: false),
                    start = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, computedColumnSql: "left(text, 120)", stored: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segments_search", x => x.id);
                    table.ForeignKey(
                        name: "fk_segments_search_segments_id",
                        column: x => x.id,
                        principalTable: "segments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_users_search_start",
                table: "users_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_search_start",
                table: "tickets_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_customer_id_closed_at_id",
                table: "tickets",
                columns: new[] { "customer_id", "closed_at", "id" },
                filter: "closed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_customer_id_resolved_at_id",
                table: "tickets",
                columns: new[] { "customer_id", "resolved_at", "id" },
                filter: "resolved_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_territories_search_start",
                table: "territories_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_teams_search_start",
                table: "teams_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_shipments_part",
                table: "shipments",
                columns: new[] { "number", "tracking_number" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_roles_search_start",
                table: "roles_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_returns_part",
                table: "returns",
                column: "number")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_queues_search_start",
                table: "queues_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_products_search_start",
                table: "products_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_orders_search_start",
                table: "orders_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_orders_customer_id_cancelled_at_id",
                table: "orders",
                columns: new[] { "customer_id", "cancelled_at", "id" },
                filter: "cancelled_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_customer_id_completed_at_id",
                table: "orders",
                columns: new[] { "customer_id", "completed_at", "id" },
                filter: "completed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_customer_id_placed_at_id",
                table: "orders",
                columns: new[] { "customer_id", "placed_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_timeline_drafted",
                table: "orders",
                columns: new[] { "customer_id", "created_at", "id" },
                filter: "placed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_customers_search_start",
                table: "customers_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_search_start",
                table: "contacts_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_interaction_contacts_contact_id",
                table: "interaction_contacts",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_interaction_external_ids_record_id",
                table: "interaction_external_ids",
                column: "record_id");

            migrationBuilder.CreateIndex(
                name: "ix_interaction_users_user_id",
                table: "interaction_users",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_by",
                table: "interactions",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_created_at_id",
                table: "interactions",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_customer_id_started_at_id",
                table: "interactions",
                columns: new[] { "customer_id", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_order_id_started_at",
                table: "interactions",
                columns: new[] { "order_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_started_at_id",
                table: "interactions",
                columns: new[] { "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_ticket_id_started_at",
                table: "interactions",
                columns: new[] { "ticket_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_updated_at_id",
                table: "interactions",
                columns: new[] { "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_search_start",
                table: "interactions_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_search_text_keys",
                table: "interactions_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_segment_members_customer_id",
                table: "segment_members",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_segments_created_at_id",
                table: "segments",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_name_id",
                table: "segments",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_name_key",
                table: "segments",
                column: "name_key",
                unique: true,
                filter: "archived_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_segments_updated_at_id",
                table: "segments",
                columns: new[] { "updated_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segments_search_start",
                table: "segments_search",
                column: "start");

            migrationBuilder.CreateIndex(
                name: "ix_segments_search_text_keys",
                table: "segments_search",
                columns: new[] { "text", "keys" })
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops", "array_ops" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "interaction_contacts");

            migrationBuilder.DropTable(
                name: "interaction_external_ids");

            migrationBuilder.DropTable(
                name: "interaction_users");

            migrationBuilder.DropTable(
                name: "interactions_search");

            migrationBuilder.DropTable(
                name: "segment_members");

            migrationBuilder.DropTable(
                name: "segments_search");

            migrationBuilder.DropTable(
                name: "interactions");

            migrationBuilder.DropTable(
                name: "segments");

            migrationBuilder.DropIndex(
                name: "ix_users_search_start",
                table: "users_search");

            migrationBuilder.DropIndex(
                name: "ix_tickets_search_start",
                table: "tickets_search");

            migrationBuilder.DropIndex(
                name: "ix_tickets_customer_id_closed_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_customer_id_resolved_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_territories_search_start",
                table: "territories_search");

            migrationBuilder.DropIndex(
                name: "ix_teams_search_start",
                table: "teams_search");

            migrationBuilder.DropIndex(
                name: "ix_shipments_part",
                table: "shipments");

            migrationBuilder.DropIndex(
                name: "ix_roles_search_start",
                table: "roles_search");

            migrationBuilder.DropIndex(
                name: "ix_returns_part",
                table: "returns");

            migrationBuilder.DropIndex(
                name: "ix_queues_search_start",
                table: "queues_search");

            migrationBuilder.DropIndex(
                name: "ix_products_search_start",
                table: "products_search");

            migrationBuilder.DropIndex(
                name: "ix_orders_search_start",
                table: "orders_search");

            migrationBuilder.DropIndex(
                name: "ix_orders_customer_id_cancelled_at_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_customer_id_completed_at_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_customer_id_placed_at_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_timeline_drafted",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_customers_search_start",
                table: "customers_search");

            migrationBuilder.DropIndex(
                name: "ix_contacts_search_start",
                table: "contacts_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "users_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "tickets_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "territories_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "teams_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "roles_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "queues_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "products_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "orders_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "customers_search");

            migrationBuilder.DropColumn(
                name: "start",
                table: "contacts_search");

            migrationBuilder.DropColumn(
                name: "interaction_count",
                table: "customer_merges");
        }
    }
}
