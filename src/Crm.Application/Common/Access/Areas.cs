using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Merging;
using Crm.Domain.Identity;
using Crm.Domain.Integration;
using Crm.Domain.Marketing;
using Crm.Domain.Operations;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Crm.Domain.Service.Calendars;
using Crm.Domain.Service.Levels;
using Crm.Domain.Service.Macros;

namespace Crm.Application.Common.Access;

/// <summary>Which area the records of a kind belong to.</summary>
public static class Areas
{
    private static readonly Dictionary<Type, Area> Kinds = new()
    {
        [typeof(Customer)] = Area.Customers,
        [typeof(Contact)] = Area.Customers,
        [typeof(Consent)] = Area.Customers,
        [typeof(CustomerMerge)] = Area.Customers,
        [typeof(Interaction)] = Area.Customers,
        [typeof(Product)] = Area.Products,
        [typeof(StockLevel)] = Area.Products,
        [typeof(Order)] = Area.Orders,
        [typeof(Shipment)] = Area.Orders,
        [typeof(Payment)] = Area.Orders,
        [typeof(Return)] = Area.Orders,
        [typeof(Ticket)] = Area.Tickets,
        [typeof(TicketMessage)] = Area.Tickets,
        [typeof(SlaEvent)] = Area.Tickets,
        [typeof(TicketSurvey)] = Area.Tickets,
        [typeof(Segment)] = Area.Marketing,
        [typeof(Queue)] = Area.Settings,
        [typeof(Agent)] = Area.Settings,
        [typeof(BusinessCalendar)] = Area.Settings,
        [typeof(SlaPolicy)] = Area.Settings,
        [typeof(Macro)] = Area.Settings,
        [typeof(TestClock)] = Area.Settings,
        [typeof(FieldDefinition)] = Area.Settings,
        [typeof(Webhook)] = Area.Settings,
        [typeof(User)] = Area.Identity,
        [typeof(Team)] = Area.Identity,
        [typeof(Territory)] = Area.Identity,
        [typeof(Role)] = Area.Identity,
        [typeof(ApiKey)] = Area.Identity,
        [typeof(HandOver)] = Area.Identity,
    };

    private static readonly Dictionary<string, Area> Resources = Kinds.ToDictionary(k => Restrictable.ResourceOf(k.Key), k => k.Value, StringComparer.Ordinal);

    /// <summary>The area of records of the kind; null for parts, which are seen with what they are a part of.</summary>
    public static Area? Of(Type record) => Kinds.TryGetValue(record, out var area) ? area : null;

    /// <summary>The area of records that have owners; null for the others, on which a permission extends to all or to none.</summary>
    public static Area? OfOwned(Type record) => Of(record) is { } area && Permissions.HasOwners(area) ? area : null;

    /// <summary>The area of a resource, by its name in field rules.</summary>
    public static Area? OfResource(string resource) => Resources.TryGetValue(resource, out var area) ? area : null;
}
