using System.Globalization;
using System.Text;
using Crm.Application.Common;
using Crm.Domain.Catalog;
using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Operations;
using Crm.Domain.Orders;
using Crm.Domain.Service;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Operations.Imports;

/// <summary>Where the columns of a file can go, for each resource.</summary>
internal static class ImportTargets
{
    /// <summary>The id by which the other system knows the record.</summary>
    public const string ExternalId = "externalId";

    /// <summary>Before the key of a custom field.</summary>
    public const string CustomField = "customFields.";

    private static readonly Dictionary<ImportResource, IReadOnlyList<ImportTarget>> Fixed = new()
    {
        [ImportResource.Customers] = new ImportTargetList()
            .Choice<CustomerKind>("kind").Text("name", "displayname", "customername", "kunde", "名称", "客户名称").Choices<Relationship>("relationships").Choice<Market>("market")
            .Text("givenName", "firstname", "forename", "vorname", "prenom", "nombre", "名").Text("familyName", "lastname", "surname", "nachname", "nom", "apellido", "姓")
            .Date("birthDate", "birthday", "dateofbirth", "dob", "geburtsdatum", "geburtstag", "生日", "出生日期").Choice<IncomeBand>("incomeBand")
            .Text("legalName", "company", "companyname", "organization", "organisation", "firma", "firmenname", "societe", "empresa", "公司", "公司名称")
            .Text("registrationNumber", "vat", "vatid", "vatnumber", "taxid", "ustid").Number("employeeCount", "employees", "mitarbeiter").Money("annualRevenue", "revenue", "umsatz").Text("industry", "branche", "行业")
            .Record("parent", ("externalId", ReferredBy.CustomerExternalId)).Record("owner", ("email", ReferredBy.UserEmail)).Record("team", ("name", ReferredBy.TeamName)).Record("territory", ("name", ReferredBy.TerritoryName))
            .Text("preferredLanguage", "language", "locale", "sprache", "语言").Choice<ChannelType>("preferredChannel").Text("timeZone", "zeitzone").Text("notes", "note", "comment", "comments", "notizen", "bemerkung", "备注")
            .Addresses<AddressType>("addresses").Channels<ChannelType>("channels").Texts("tags", "labels", "keywords", "标签").ExternalIds().Required("kind").All,
        [ImportResource.Contacts] = new ImportTargetList()
            .Record("customer", ("externalId", ReferredBy.CustomerExternalId))
            .Text("givenName", "firstname", "forename", "vorname", "prenom", "nombre", "名").Text("familyName", "lastname", "surname", "nachname", "nom", "apellido", "姓").Text("name", "fullname", "displayname", "姓名")
            .Text("jobTitle", "title", "position", "role", "职位").Text("department", "abteilung", "部门").Choices<ContactRole>("roles").Record("manager", ("externalId", ReferredBy.ContactExternalId)).YesNo("isPrimary", "primary")
            .Channels<ChannelType>("channels").Text("preferredLanguage", "language", "sprache", "语言").Date("birthDate", "birthday", "dateofbirth", "geburtsdatum", "生日")
            .Text("notes", "note", "comment", "notizen", "备注").Texts("tags", "labels", "标签").ExternalIds().Required("customerId").All,
        [ImportResource.Products] = new ImportTargetList()
            .Text("sku", "articlenumber", "itemnumber", "artikelnummer", "partnumber", "货号").Text("name", "productname", "title", "bezeichnung", "商品名称", "名称").Text("description", "beschreibung", "描述")
            .Text("category", "kategorie", "类别").Choice<ProductType>("type").Money("unitPrice", "price", "preis", "价格", "单价").Number("taxRate", "tax", "vat", "mwst", "税率")
            .YesNo("isActive", "active", "aktiv").YesNo("allowsBackorder", "backorder").Number("stockOnHand", "stock", "quantity", "bestand", "库存").ExternalIds()
            .Required("sku", "name", "unitPrice.amount", "unitPrice.currency", "taxRate").All,
        [ImportResource.Orders] = new ImportTargetList()
            .Record("customer", ("externalId", ReferredBy.CustomerExternalId)).Record("contact", ("externalId", ReferredBy.ContactExternalId)).Choice<OrderChannel>("channel").Text("currency", "waehrung", "货币")
            .Address("billingAddress").Address("shippingAddress").Date("requestedOn", "requesteddate", "deliverydate").Record("owner", ("email", ReferredBy.UserEmail))
            .Text("customerReference", "reference", "purchaseorder", "ponumber", "bestellnummer").Text("notes", "note", "comment", "备注").Texts("tags", "labels").YesNo("place").Time("placedAt", "orderdate", "orderedat", "bestelldatum", "下单时间")
            .Items("lines", lines => lines.Record("product", ("sku", ReferredBy.ProductSku), ("externalId", ReferredBy.ProductExternalId)).Choice<OrderLineKind>("kind").Text("text", "description").Number("quantity", "qty", "menge", "数量")
                .Money("unitPrice", "price", "preis", "单价").Number("discountPercent", "discount", "rabatt").Number("taxRate", "tax", "mwst"))
            .ExternalIds().Required("customerId", "currency").All,
        [ImportResource.Tickets] = new ImportTargetList()
            .Record("customer", ("externalId", ReferredBy.CustomerExternalId)).Record("contact", ("externalId", ReferredBy.ContactExternalId)).Text("subject", "title", "summary", "betreff", "主题").Text("description", "body", "text", "beschreibung", "描述")
            .Choice<TicketType>("type").Choice<TicketChannel>("channel").Choice<TicketPriority>("priority", "prioritaet", "优先级").Record("queue", ("name", ReferredBy.QueueName))
            .Record("order", ("number", ReferredBy.OrderNumber), ("externalId", ReferredBy.OrderExternalId)).Record("product", ("sku", ReferredBy.ProductSku), ("externalId", ReferredBy.ProductExternalId))
            .Texts("tags", "labels").Texts("requiredSkills", "skills").ExternalIds().Required("customerId", "subject", "channel").All,
    };

    /// <summary>The targets of the resource, with one for each custom field that is declared.</summary>
    public static async Task<IReadOnlyList<ImportTarget>> Of(ICrmDb db, ImportResource resource, CancellationToken ct)
    {
        if (CarrierOf(resource) is not { } carrier) return Fixed[resource];
        var fields = await db.FieldDefinitions.AsNoTracking().Where(d => d.Target == carrier).OrderBy(d => d.Key).ToListAsync(ct);
        return [.. Fixed[resource], .. fields.Select(f => new ImportTarget(CustomField + f.Key, ValueOf(f.Type))
        {
            Path = [new("customFields"), new(f.Key)],
            Choices = f.Type == CustomFieldType.Choice ? f.AllowedValues : null,
            IsRequired = f.IsRequired,
            Synonyms = [Plain(f.Label), Plain(f.Key)],
        })];
    }

    /// <summary>A target for each column whose name says where it goes, each target once.</summary>
    public static IReadOnlyList<ImportColumn> Suggest(IReadOnlyList<string> columns, IReadOnlyList<ImportTarget> targets)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        // What is called as a target is, first: a synonym of another column must not take its place.
        Func<ImportTarget, string, string, bool>[] ways =
        [
            (t, column, plain) => t.Name == column || Plain(t.Name) == plain,
            (t, _, plain) => t.Synonyms.Contains(plain),
            (t, _, plain) => t.Value is not (ImportValue.Json or ImportValue.Reference) && Plain(t.Name.Split('.')[^1]) == plain,
        ];
        foreach (var isIt in ways)
            foreach (var column in columns.Where(c => !found.ContainsValue(c)))
            {
                var plain = Plain(column);
                var target = targets.FirstOrDefault(t => !found.ContainsKey(t.Name) && isIt(t, column, plain));
                if (target is not null) found[target.Name] = column;
            }
        return [.. columns.SelectMany(c => found.Where(f => f.Value == c).Select(f => new ImportColumn(c, f.Key)))];
    }

    public static CustomFieldTarget? CarrierOf(ImportResource resource) => resource switch
    {
        ImportResource.Customers => CustomFieldTarget.Customer,
        ImportResource.Contacts => CustomFieldTarget.Contact,
        ImportResource.Orders => CustomFieldTarget.Order,
        ImportResource.Tickets => CustomFieldTarget.Ticket,
        _ => null,
    };

    private static ImportValue ValueOf(CustomFieldType type) => type switch
    {
        CustomFieldType.Number => ImportValue.Number,
        CustomFieldType.Boolean => ImportValue.YesNo,
        CustomFieldType.Date => ImportValue.Date,
        CustomFieldType.Choice => ImportValue.Choice,
        _ => ImportValue.Text,
    };

    // Letters without their accents and digits, small: First Name, first_name and FirstName are one.
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) plain.Append(char.ToLowerInvariant(c));
        return plain.ToString();
    }
}
