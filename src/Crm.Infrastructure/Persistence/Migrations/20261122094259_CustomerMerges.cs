using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CustomerMerges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "customer_merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    survivor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    undone_by = table.Column<Guid>(type: "uuid", nullable: true),
                    is_erased = table.Column<bool>(type: "boolean", nullable: false),
                    contact_count = table.Column<int>(type: "integer", nullable: false),
                    order_count = table.Column<int>(type: "integer", nullable: false),
                    ticket_count = table.Column<int>(type: "integer", nullable: false),
                    consent_count = table.Column<int>(type: "integer", nullable: false),
                    subsidiary_count = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_merges", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_merges_customers_survivor_id",
                        column: x => x.survivor_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_merges_users_by",
                        column: x => x.by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customer_merges_users_undone_by",
                        column: x => x.undone_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "customer_merge_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    was_primary = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_merge_items", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_merge_items_customer_merges_merge_id",
                        column: x => x.merge_id,
                        principalTable: "customer_merges",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "customer_merge_parties",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    customer_merge_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_merge_parties", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_merge_parties_customer_merges_customer_merge_id",
                        column: x => x.customer_merge_id,
                        principalTable: "customer_merges",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_customer_merge_parties_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_merged_into_id",
                table: "customers",
                column: "merged_into_id",
                filter: "merged_into_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_customer_merge_items_merge_id_kind",
                table: "customer_merge_items",
                columns: new[] { "merge_id", "kind" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_merge_items_record_id",
                table: "customer_merge_items",
                column: "record_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_merge_parties_customer_id",
                table: "customer_merge_parties",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_merge_parties_customer_merge_id",
                table: "customer_merge_parties",
                column: "customer_merge_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_merges_at_id",
                table: "customer_merges",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_merges_by",
                table: "customer_merges",
                column: "by");

            migrationBuilder.CreateIndex(
                name: "ix_customer_merges_survivor_id_at_id",
                table: "customer_merges",
                columns: new[] { "survivor_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_merges_undone_by",
                table: "customer_merges",
                column: "undone_by");

            migrationBuilder.AddForeignKey(
                name: "fk_customers_customers_merged_into_id",
                table: "customers",
                column: "merged_into_id",
                principalTable: "customers",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_customers_customers_merged_into_id",
                table: "customers");

            migrationBuilder.DropTable(
                name: "customer_merge_items");

            migrationBuilder.DropTable(
                name: "customer_merge_parties");

            migrationBuilder.DropTable(
                name: "customer_merges");

            migrationBuilder.DropIndex(
                name: "ix_customers_merged_into_id",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "customers");
        }
    }
}
