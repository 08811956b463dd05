using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class IndexesOfFilters : Migration
    {
        // The last three are of members of complex properties, of which the model can have no indexes.
        private static readonly (string Name, string Table, string Column, string Filter)[] Indexes =
        [
            ("ix_business_calendars_archived_at", "business_calendars", "archived_at", "archived_at IS NOT NULL"),
            ("ix_contacts_archived_at", "contacts", "archived_at", "archived_at IS NOT NULL"),
            ("ix_contacts_department", "contacts", "department", "department IS NOT NULL"),
            ("ix_contacts_job_title", "contacts", "job_title", "job_title IS NOT NULL"),
            ("ix_customer_merges_undone_at", "customer_merges", "undone_at", "undone_at IS NOT NULL"),
            ("ix_customers_archived_at", "customers", "archived_at", "archived_at IS NOT NULL"),
            ("ix_customers_employee_count", "customers", "employee_count", "employee_count IS NOT NULL"),
            ("ix_customers_industry", "customers", "industry", "industry IS NOT NULL"),
            ("ix_customers_registration_number", "customers", "registration_number", "registration_number IS NOT NULL"),
            ("ix_field_definitions_archived_at", "field_definitions", "archived_at", "archived_at IS NOT NULL"),
            ("ix_interactions_archived_at", "interactions", "archived_at", "archived_at IS NOT NULL"),
            ("ix_macros_archived_at", "macros", "archived_at", "archived_at IS NOT NULL"),
            ("ix_order_lines_sku", "order_lines", "sku", "sku IS NOT NULL"),
            ("ix_orders_archived_at", "orders", "archived_at", "archived_at IS NOT NULL"),
            ("ix_orders_fulfilment", "orders", "fulfilment", null),
            ("ix_orders_hold_reason", "orders", "hold_reason", "hold_reason IS NOT NULL"),
            ("ix_orders_payment_state", "orders", "payment_state", null),
            ("ix_products_archived_at", "products", "archived_at", "archived_at IS NOT NULL"),
            ("ix_queues_archived_at", "queues", "archived_at", "archived_at IS NOT NULL"),
            ("ix_returns_closed_at", "returns", "closed_at", "closed_at IS NOT NULL"),
            ("ix_returns_received_at", "returns", "received_at", "received_at IS NOT NULL"),
            ("ix_roles_archived_at", "roles", "archived_at", "archived_at IS NOT NULL"),
            ("ix_segments_archived_at", "segments", "archived_at", "archived_at IS NOT NULL"),
            ("ix_sla_policies_archived_at", "sla_policies", "archived_at", "archived_at IS NOT NULL"),
            ("ix_teams_archived_at", "teams", "archived_at", "archived_at IS NOT NULL"),
            ("ix_territories_archived_at", "territories", "archived_at", "archived_at IS NOT NULL"),
            ("ix_tickets_archived_at", "tickets", "archived_at", "archived_at IS NOT NULL"),
            ("ix_webhooks_archived_at", "webhooks", "archived_at", "archived_at IS NOT NULL"),
            ("ix_customers_credit_is_on_hold", "customers", "id", "credit_is_on_hold"),
            ("ix_tickets_first_response_clock_breached_at", "tickets", "first_response_clock_breached_at", "first_response_clock_breached_at IS NOT NULL"),
            ("ix_tickets_resolution_clock_breached_at", "tickets", "resolution_clock_breached_at", "resolution_clock_breached_at IS NOT NULL"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var (name, table, column, filter) in Indexes) migrationBuilder.CreateIndexConcurrently(name, table, column, filter);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (name, _, _, _) in Indexes) migrationBuilder.DropIndexConcurrently(name);
        }
    }
}
