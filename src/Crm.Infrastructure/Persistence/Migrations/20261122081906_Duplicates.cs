using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Duplicates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "customer_duplicate_pairs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_id = table.Column<Guid>(type: "uuid", nullable: false),
                    second_id = table.Column<Guid>(type: "uuid", nullable: false),
                    score = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: false),
                    reasons = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_duplicate_pairs", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_duplicate_pairs_customers_first_id",
                        column: x => x.first_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_customer_duplicate_pairs_customers_second_id",
                        column: x => x.second_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "customer_match_keys",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_match_keys", x => new { x.key, x.customer_id });
                    table.ForeignKey(
                        name: "fk_customer_match_keys_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "customer_match_states",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_due = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_match_states", x => x.id);
                    table.ForeignKey(
                        name: "fk_customer_match_states_customers_id",
                        column: x => x.id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customer_duplicate_pairs_first_id_second_id",
                table: "customer_duplicate_pairs",
                columns: new[] { "first_id", "second_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customer_duplicate_pairs_score_id",
                table: "customer_duplicate_pairs",
                columns: new[] { "score", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_duplicate_pairs_second_id",
                table: "customer_duplicate_pairs",
                column: "second_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_match_keys_customer_id",
                table: "customer_match_keys",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_customer_match_states_due",
                table: "customer_match_states",
                column: "id",
                filter: "is_due");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "customer_duplicate_pairs");

            migrationBuilder.DropTable(
                name: "customer_match_keys");

            migrationBuilder.DropTable(
                name: "customer_match_states");
        }
    }
}
