using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class OwnershipAndRemedies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customer_lifecycle_changes_customer_id",
                table: "customer_lifecycle_changes");

            migrationBuilder.DropColumn(
                name: "archived_at",
                table: "users");

            migrationBuilder.AddColumn<string>(
                name: "remedy",
                table: "return_lines",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "team_id",
                table: "customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "by",
                table: "customer_lifecycle_changes",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "hand_overs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    is_deactivation = table.Column<bool>(type: "boolean", nullable: false),
                    customer_count = table.Column<int>(type: "integer", nullable: false),
                    order_count = table.Column<int>(type: "integer", nullable: false),
                    ticket_count = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hand_overs", x => x.id);
                    table.ForeignKey(
                        name: "fk_hand_overs_users_by",
                        column: x => x.by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_hand_overs_users_from_user_id",
                        column: x => x.from_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_hand_overs_users_to_user_id",
                        column: x => x.to_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    name_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hand_over_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    hand_over_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hand_over_items", x => x.id);
                    table.ForeignKey(
                        name: "fk_hand_over_items_hand_overs_hand_over_id",
                        column: x => x.hand_over_id,
                        principalTable: "hand_overs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "customer_ownership_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    hand_over_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_ownership_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_hand_overs_hand_over_id",
                        column: x => x.hand_over_id,
                        principalTable: "hand_overs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_teams_from_team_id",
                        column: x => x.from_team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_teams_to_team_id",
                        column: x => x.to_team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_users_by",
                        column: x => x.by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_users_from_owner_id",
                        column: x => x.from_owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_ownership_changes_users_to_owner_id",
                        column: x => x.to_owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "team_members",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_members", x => new { x.team_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_team_members_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_team_members_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_team_id_created_at",
                table: "customers",
                columns: new[] { "team_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_lifecycle_changes_by",
                table: "customer_lifecycle_changes",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_customer_lifecycle_changes_customer_id_at_id",
                table: "customer_lifecycle_changes",
                columns: new[] { "customer_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_by",
                table: "customer_ownership_changes",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_customer_id_at_id",
                table: "customer_ownership_changes",
                columns: new[] { "customer_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_from_owner_id",
                table: "customer_ownership_changes",
                column: "from_owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_from_team_id",
                table: "customer_ownership_changes",
                column: "from_team_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_hand_over_id",
                table: "customer_ownership_changes",
                column: "hand_over_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_to_owner_id",
                table: "customer_ownership_changes",
                column: "to_owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_ownership_changes_to_team_id",
                table: "customer_ownership_changes",
                column: "to_team_id");

            migrationBuilder.CreateIndex(
                name: "ix_hand_over_items_hand_over_id_position_id",
                table: "hand_over_items",
                columns: new[] { "hand_over_id", "position", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_hand_over_items_record_id",
                table: "hand_over_items",
                column: "record_id");

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_by",
                table: "hand_overs",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_created_at_id",
                table: "hand_overs",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_from_user_id_created_at_id",
                table: "hand_overs",
                columns: new[] { "from_user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_hand_overs_to_user_id_created_at_id",
                table: "hand_overs",
                columns: new[] { "to_user_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_team_members_user_id",
                table: "team_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_teams_created_at_id",
                table: "teams",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_teams_name_id",
                table: "teams",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_teams_name_key",
                table: "teams",
                column: "name_key",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_customer_lifecycle_changes_users_by",
                table: "customer_lifecycle_changes",
                column: "by",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_customers_teams_team_id",
                table: "customers",
                column: "team_id",
                principalTable: "teams",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            // What was given for the goods of returns that are inspected or closed already: what was wished, except for goods that could not be repaired.
            migrationBuilder.Sql("""
                UPDATE return_lines l
                SET remedy = CASE WHEN l.wish = 'repair' AND l.disposition = 'scrap' THEN 'refund' ELSE l.wish END
                FROM returns r
                WHERE r.id = l.return_id AND (r.status = 'inspected' OR (r.status = 'closed' AND NOT (l.wish = 'repair' AND l.disposition = 'scrap')));
                """);

            // Repaired goods are the customer's again.
            migrationBuilder.Sql("""
                UPDATE order_lines o
                SET returned_quantity = o.returned_quantity - repaired.quantity
                FROM (SELECT l.order_line_id, sum(l.quantity) AS quantity FROM return_lines l JOIN returns r ON r.id = l.return_id
                      WHERE r.status = 'closed' AND l.remedy = 'repair' GROUP BY l.order_line_id) repaired
                WHERE o.id = repaired.order_line_id;
                """);
            migrationBuilder.Sql("""
                UPDATE orders o
                SET fulfilment = CASE
                    WHEN goods.returned THEN 'returned' WHEN goods.partly_returned THEN 'partlyReturned' WHEN goods.delivered THEN 'delivered'
                    WHEN goods.shipped THEN 'fulfilled' WHEN goods.partly_shipped THEN 'partial' ELSE 'unfulfilled' END
                FROM (SELECT l.order_id,
                             bool_and(l.returned_quantity = l.quantity - l.cancelled_quantity) AS returned, bool_or(l.returned_quantity > 0) AS partly_returned,
                             bool_and(l.delivered_quantity = l.quantity - l.cancelled_quantity) AS delivered,
                             bool_and(l.shipped_quantity = l.quantity - l.cancelled_quantity) AS shipped, bool_or(l.shipped_quantity > 0) AS partly_shipped
                      FROM order_lines l WHERE l.needs_shipping AND l.quantity > l.cancelled_quantity GROUP BY l.order_id) goods
                WHERE goods.order_id = o.id AND EXISTS (SELECT FROM return_lines l JOIN returns r ON r.id = l.return_id
                      WHERE r.order_id = o.id AND r.status = 'closed' AND l.remedy = 'repair');
                """);

            // The history of ownership begins with whoever owns a customer now.
            migrationBuilder.Sql("""
                INSERT INTO customer_ownership_changes (id, customer_id, to_owner_id, at)
                SELECT gen_random_uuid(), id, owner_id, created_at FROM customers WHERE owner_id IS NOT NULL;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_customer_lifecycle_changes_users_by",
                table: "customer_lifecycle_changes");

            migrationBuilder.DropForeignKey(
                name: "fk_customers_teams_team_id",
                table: "customers");

            migrationBuilder.DropTable(
                name: "customer_ownership_changes");

            migrationBuilder.DropTable(
                name: "hand_over_items");

            migrationBuilder.DropTable(
                name: "team_members");

            migrationBuilder.DropTable(
                name: "hand_overs");

            migrationBuilder.DropTable(
                name: "teams");

            migrationBuilder.DropIndex(
                name: "ix_customers_team_id_created_at",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customer_lifecycle_changes_by",
                table: "customer_lifecycle_changes");

            migrationBuilder.DropIndex(
                name: "ix_customer_lifecycle_changes_customer_id_at_id",
                table: "customer_lifecycle_changes");

            migrationBuilder.DropColumn(
                name: "remedy",
                table: "return_lines");

            migrationBuilder.DropColumn(
                name: "team_id",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "by",
                table: "customer_lifecycle_changes");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "archived_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_customer_lifecycle_changes_customer_id",
                table: "customer_lifecycle_changes",
                column: "customer_id");
        }
    }
}
