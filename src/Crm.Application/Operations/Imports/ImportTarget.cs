using System.Text.Json.Nodes;
using Crm.Application.Common;

namespace Crm.Application.Operations.Imports;

/// <summary>What a cell is read as.</summary>
public enum ImportValue { Text, Choice, Number, YesNo, Date, Time, Texts, Choices, Id, Reference, Json }

/// <summary>What a reference names a record by.</summary>
internal enum ReferredBy { CustomerExternalId, ContactExternalId, ProductSku, ProductExternalId, OrderNumber, OrderExternalId, UserEmail, TeamName, TerritoryName, QueueName }

/// <summary>A place in a record to which the cells of a column can go.</summary>
public sealed record ImportTarget(string Name, ImportValue Value)
{
    /// <summary>What a choice may be.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether no new record is without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the body has the number in quotes, as an amount of money.</summary>
    internal bool IsQuoted { get; init; }

    /// <summary>The list of which one row of the file has one item, to which this belongs.</summary>
    internal string? List { get; init; }

    /// <summary>Other names that columns have for it, in small letters and digits alone.</summary>
    internal IReadOnlyList<string> Synonyms { get; init; } = [];

    /// <summary>Where it stands in the body of a new record.</summary>
    internal IReadOnlyList<ImportStep> Path { get; init; } = [];

    internal ReferredBy? By { get; init; }

    /// <summary>Whether there is the object that it is a part of.</summary>
    internal bool IsIn(JsonObject body)
    {
        JsonNode? at = body;
        foreach (var step in Path.SkipLast(1))
        {
            at = (at as JsonObject)?[step.Member];
            if (step.Key is not null) at = (at as JsonArray)?.OfType<JsonObject>().FirstOrDefault(i => (string?)i[step.Key] == step.KeyValue);
        }
        return at is JsonObject;
    }

    /// <summary>Puts the value where it belongs; the lists and objects on the way come into being.</summary>
    internal void Put(JsonObject body, JsonNode? value)
    {
        var at = body;
        for (var i = 0; i < Path.Count - 1; i++) at = Path[i].Into(at);
        var last = Path[^1];
        if (last.Key is null) at[last.Member] = value;
        else foreach (var item in value is JsonArray several ? several.ToList() : [value]) last.Add(at, item?.DeepClone());
    }
}

/// <summary>A step from an object to a member of it, or to the item of a list that has a certain value at a certain member.</summary>
/// <param name="Key">Which member of an item tells it from the others; null for no list.</param>
/// <param name="KeyValue">What it has there.</param>
/// <param name="ItemMember">Where in a new item the value goes, when the step is the last one.</param>
internal sealed record ImportStep(string Member, string? Key = null, string? KeyValue = null, string? ItemMember = null)
{
    public JsonObject Into(JsonObject at)
    {
        if (Key is null) return at[Member] as JsonObject ?? Set(at);
        if (at[Member] is not JsonArray list) at[Member] = list = [];
        if (list.OfType<JsonObject>().FirstOrDefault(i => (string?)i[Key] == KeyValue) is { } found) return found;
        var item = new JsonObject { [Key] = KeyValue };
        list.Add(item);
        return item;
    }

    public void Add(JsonObject at, JsonNode? value)
    {
        if (at[Member] is not JsonArray list) at[Member] = list = [];
        if (value is not null) list.Add(new JsonObject { [Key!] = KeyValue, [ItemMember!] = value });
    }

    private JsonObject Set(JsonObject at)
    {
        var made = new JsonObject();
        at[Member] = made;
        return made;
    }
}

/// <summary>Makes the targets of a resource, one line for each.</summary>
internal sealed class ImportTargetList
{
    private readonly List<ImportTarget> _targets = [];

    public IReadOnlyList<ImportTarget> All => _targets;

    public ImportTargetList Text(string name, params string[] synonyms) => Add(new(name, ImportValue.Text) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList Number(string name, params string[] synonyms) => Add(new(name, ImportValue.Number) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList Date(string name, params string[] synonyms) => Add(new(name, ImportValue.Date) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList Time(string name, params string[] synonyms) => Add(new(name, ImportValue.Time) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList YesNo(string name, params string[] synonyms) => Add(new(name, ImportValue.YesNo) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList Texts(string name, params string[] synonyms) => Add(new(name, ImportValue.Texts) { Path = Steps(name), Synonyms = synonyms });

    public ImportTargetList Json(string name) => Add(new(name, ImportValue.Json) { Path = Steps(name) });

    public ImportTargetList Choice<T>(string name, params string[] synonyms) where T : struct, Enum => Add(new(name, ImportValue.Choice) { Path = Steps(name), Choices = Names<T>(), Synonyms = synonyms });

    public ImportTargetList Choices<T>(string name, params string[] synonyms) where T : struct, Enum => Add(new(name, ImportValue.Choices) { Path = Steps(name), Choices = Names<T>(), Synonyms = synonyms });

    /// <summary>An id of ours, or what names the record besides.</summary>
    public ImportTargetList Record(string member, params (string Name, ReferredBy By)[] ways)
    {
        Add(new($"{member}Id", ImportValue.Id) { Path = Steps($"{member}Id") });
        foreach (var (name, by) in ways) Add(new($"{member}.{name}", ImportValue.Reference) { Path = Steps($"{member}Id"), By = by });
        return this;
    }

    public ImportTargetList Money(string name, params string[] synonyms) => Number($"{name}.amount", synonyms).Quoted().Text($"{name}.currency");

    public ImportTargetList Address(string member)
    {
        foreach (var part in AddressParts) Text($"{member}.{part}");
        return this;
    }

    /// <summary>Addresses, one of each type.</summary>
    public ImportTargetList Addresses<T>(string list) where T : struct, Enum
    {
        var first = true;
        foreach (var type in Names<T>())
        {
            foreach (var part in AddressParts)
                Add(new($"{list}.{type}.{part}", ImportValue.Text) { Path = [new(list, "type", type), new("address"), new(part)], Synonyms = first ? AddressSynonyms(part) : [] });
            first = false;
        }
        return Json(list);
    }

    public ImportTargetList Channels<T>(string list) where T : struct, Enum
    {
        foreach (var type in Names<T>())
            Add(new($"{list}.{type}", ImportValue.Texts) { Path = [new(list, "type", type, "value")], Synonyms = ChannelSynonyms(type) });
        return Json(list);
    }

    /// <summary>What every record that other systems know has: its id there.</summary>
    public ImportTargetList ExternalIds() =>
        Add(new(ImportTargets.ExternalId, ImportValue.Text) { Synonyms = ["id", "externeid", "kundennummer", "customernumber", "customerid", "number", "nummer", "编号", "客户编号"] }).Json("externalIds");

    /// <summary>The targets that were just made are needed for new records.</summary>
    public ImportTargetList Required(params string[] names)
    {
        for (var i = 0; i < _targets.Count; i++)
            if (names.Contains(_targets[i].Name)) _targets[i] = _targets[i] with { IsRequired = true };
        return this;
    }

    /// <summary>Targets of the items of a list, of which one row of the file has one.</summary>
    public ImportTargetList Items(string list, Action<ImportTargetList> items)
    {
        var of = new ImportTargetList();
        items(of);
        foreach (var target in of.All) Add(target with { Name = $"{list}.{target.Name}", List = list });
        return Json(list);
    }

    private static readonly string[] AddressParts = ["recipient", "line1", "line2", "postalCode", "city", "region", "country"];

    private static string[] AddressSynonyms(string part) => part switch
    {
        "line1" => ["address", "addressline1", "street", "strasse", "straße", "adresse", "rue", "calle", "地址", "address1"],
        "line2" => ["addressline2", "address2", "adresszusatz"],
        "postalCode" => ["zip", "zipcode", "postcode", "plz", "postleitzahl", "codepostal", "codigopostal", "邮编"],
        "city" => ["town", "ort", "stadt", "ville", "ciudad", "城市"],
        "region" => ["state", "province", "county", "bundesland", "provincia", "省份", "省"],
        "country" => ["countrycode", "land", "pays", "pais", "国家"],
        _ => [],
    };

    private static string[] ChannelSynonyms(string type) => type switch
    {
        "email" => ["mail", "emailaddress", "mailaddress", "emailadresse", "courriel", "correo", "邮箱", "电子邮件"],
        "phone" => ["telephone", "tel", "telefon", "phonenumber", "telefonnummer", "telefono", "电话"],
        "mobile" => ["mobilephone", "cell", "cellphone", "handy", "mobil", "mobilfunk", "movil", "手机"],
        "fax" => ["faxnumber", "telefax", "传真"],
        "web" => ["website", "url", "homepage", "webseite", "网站"],
        "wechat" => ["weixin", "微信"],
        _ => [],
    };

    private static IReadOnlyList<string> Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => CrmJson.Name(v))];

    private static ImportStep[] Steps(string name) => [.. name.Split('.').Select(part => new ImportStep(part))];

    private ImportTargetList Quoted()
    {
        _targets[^1] = _targets[^1] with { IsQuoted = true };
        return this;
    }

    private ImportTargetList Add(ImportTarget target)
    {
        _targets.Add(target);
        return this;
    }
}
