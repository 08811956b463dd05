using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class WholeWordsFirst : Migration
    {
        private static readonly string[] Tables =
        [
            "business_calendars", "contacts", "customers", "interactions", "macros", "orders", "products", "queues", "roles", "segments", "sla_policies", "teams", "territories", "tickets", "users", "webhooks",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A record with more keys than are kept may lack the own key of one of its words, by which it is looked for first from now on. What is in no search table, is filled in when the app starts.
            foreach (var table in Tables) migrationBuilder.Sql($"DELETE FROM {table}_search WHERE cardinality(keys) >= 600");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
