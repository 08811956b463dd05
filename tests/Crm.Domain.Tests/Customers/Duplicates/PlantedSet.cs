using System.Globalization;
using Crm.Domain.Customers;

namespace Crm.Tests.Customers.Duplicates;

/// <summary>One customer of a made-up base, as somebody typed it.</summary>
internal sealed record Entry(CustomerKind Kind, string Name, string? Email, string? Phone, string? PostalCode, string City)
{
    public Customer ToCustomer() => Customer.Register(
        new()
        {
            Kind = Kind,
            Name = Name,
            Channels = [.. Email is null ? Array.Empty<ChannelData>() : [new(ChannelType.Email, Email)], .. Phone is null ? Array.Empty<ChannelData>() : [new(ChannelType.Phone, Phone)]],
            Addresses = PostalCode is null ? [] : [new(AddressType.Billing, new() { Line1 = "Weg 1", PostalCode = PostalCode, City = City, Country = "DE" })],
        },
        null, null, null, DateTimeOffset.UnixEpoch);
}

/// <summary>A base with duplicates planted in it, as people make them, and with customers that only look like duplicates.</summary>
internal sealed class PlantedSet
{
    private static readonly string[] Given = "Anna Peter Sabine Thomas Wei Ingrid José Paul Claudia Jürgen Françoise Piotr Olga Ahmed Greta Wolfgang Mónica Liam Chloé Søren Uwe Birgit Dieter Katharina Emil Hannah Yusuf Zoë Rolf Günther".Split(' ');
    private static readonly string[] Family = "Müller Schmidt Bergmann García O'Brien Lüdenscheidt Kowalski Nguyen Strauß Groß Hoffmann Yılmaz Andersson Rossi Dubois Fernández Weiß Schäfer Köhler Petrović Johnson Baumgartner Silva Öztürk McDonald Lindqvist Ångström Novák Fröhlich Huber Zimmermann Kaufmann".Split(' ');
    private static readonly string[] Brand = "Alpha Nordwind Quarz Bellevue Sonnen Krüger Delphin Atlas Pinguin Löwen Merkur Zephir Ostsee Kastanien Fjord Rubin Albatros Hanse Mühlen Phönix Saphir Königs Magnolien Tannen Orion Kristall Bären Lotus".Split(' ');
    private static readonly string[] Trade = "Optik Logistik Handel Maschinenbau Bäckerei Software Consulting Möbel Textilien Apotheke Druckerei Spedition Elektronik Catering Gartenbau Verlag Brauerei Metallbau Kosmetik Fahrräder".Split(' ');
    private static readonly string[] Forms = ["GmbH", "AG", "GmbH & Co. KG", "Ltd", "Ltd.", "Limited", "Inc.", "LLC", "S.A.", "S.r.l.", "B.V.", "Corp.", "e.K.", "KG", "Co., Ltd.", "S.A.S.", ""];
    private static readonly string[] Cities = "Berlin Hamburg München Köln Leipzig Bremen Dresden Hannover".Split(' ');
    private static readonly string[] Chinese = "北京华信科技 上海东方贸易 深圳市远航电子 广州天河食品 杭州西湖软件 成都锦江物流 南京金陵机械 武汉长江化工".Split(' ');
    private static readonly string[] FreeMail = ["gmail.com", "gmx.de", "qq.com", "outlook.com", "web.de"];

    private readonly Random _random;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<(int, int)> _planted = [];
    private int _serial;

    private PlantedSet(int seed) => _random = new(seed);

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Which two entries are the same customer, the earlier one first.</summary>
    public IReadOnlySet<(int, int)> Planted => _planted;

    public static PlantedSet Make(int seed, int size)
    {
        var set = new PlantedSet(seed);
        while (set._entries.Count < size) set.Story();
        return set;
    }

    private void Story()
    {
        switch (_random.Next(10))
        {
            case < 4: Duplicate(Company()); break;
            case < 6: Duplicate(Person()); break;
            case 6: Chain(); break;
            case 7: FatherAndSon(); break;
            case 8: Namesakes(); break;
            default: Colleagues(); break;
        }
    }

    private Entry Company()
    {
        if (_random.Next(8) == 0) return new(CustomerKind.Organization, $"{Pick(Chinese)}{Pick(Chinese)[2..4]}有限公司", null, Phone(), Code(), "上海");
        var name = $"{Pick(Brand)}{Pick(["-", " ", ""])}{Pick(Family)} {Pick(Trade)}";
        return new(CustomerKind.Organization, $"{name} {Pick(Forms)}".Trim(), $"info@firma{++_serial}.example", Phone(), Code(), Pick(Cities));
    }

    private Entry Person()
    {
        var (given, family) = (Pick(Given), Pick(Family));
        return new(CustomerKind.Person, $"{given} {family}", $"kunde{++_serial}@{Pick(FreeMail)}", Phone(), Code(), Pick(Cities));
    }

    /// <summary>The same customer once more: with the phone, the e-mail address, the place or the domain as the only thing that stayed.</summary>
    private void Duplicate(Entry e)
    {
        var name = e.Name;
        if (e.Kind == CustomerKind.Organization && _random.Next(2) == 0 && name[0] < 0x2E80) name = Form(name);
        if (_random.Next(3) == 0) name = Swapped(name);
        if (_random.Next(3) == 0) name = Plain(name);
        if (_random.Next(5) == 0) name = Wide(name);
        if (_random.Next(4) == 0) name = name.ToUpperInvariant();
        if (_random.Next(5) < 3) name = Mistyped(name);
        if (_random.Next(8) == 0) name = Mistyped(name);
        var again = _random.Next(4) switch
        {
            0 => e with { Name = name, Email = null, Phone = Reformatted(e.Phone!) },
            1 when e.Email is not null => e with { Name = name, Email = e.Email.ToUpperInvariant(), Phone = null, PostalCode = null },
            2 when e.Kind == CustomerKind.Organization && e.Email is not null => e with { Name = name, Email = $"vertrieb@{e.Email[(e.Email.IndexOf('@', StringComparison.Ordinal) + 1)..]}", Phone = null, PostalCode = null },
            _ => e with { Name = name, Email = null, Phone = null },
        };
        _entries.Add(e);
        _entries.Add(again);
        _planted.Add((_entries.Count - 2, _entries.Count - 1));
    }

    private void Chain()
    {
        var (name, domain) = ($"{Pick(Brand)}-{Pick(Family)} {Pick(Trade)}", $"kette{++_serial}.example");
        foreach (var city in Cities.Take(3)) _entries.Add(new(CustomerKind.Organization, _random.Next(2) == 0 ? name : $"{name} {city}", $"{Plain(city)}@{domain}", Phone(), Code(), city));
    }

    private void FatherAndSon()
    {
        var father = Person();
        _entries.Add(father);
        string given;
        do given = Pick(Given);
        while (father.Name.StartsWith(given, StringComparison.Ordinal));
        _entries.Add(father with { Name = $"{given} {father.Name[(father.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..]}", Email = $"kunde{++_serial}@{Pick(FreeMail)}", Phone = _random.Next(2) == 0 ? father.Phone : Phone() });
    }

    private void Namesakes()
    {
        var one = Person();
        _entries.Add(one);
        _entries.Add(Person() with { Name = one.Name });
    }

    private void Colleagues()
    {
        var (domain, phone, code) = ($"buero{++_serial}.example", Phone(), Code());
        foreach (var (given, family) in _random.GetItems(Given, 3).Distinct().Zip(Family.OrderBy(_ => _random.Next()).Take(3)))
            _entries.Add(new(CustomerKind.Person, $"{given} {family}", $"person{++_serial}@{domain}", phone, code, "Berlin"));
    }

    private string Form(string name)
    {
        foreach (var form in Forms.Where(f => f.Length > 0).OrderByDescending(f => f.Length))
            if (name.EndsWith($" {form}", StringComparison.Ordinal)) name = name[..^(form.Length + 1)];
        return $"{name}{Pick([" ", ", "])}{Pick(Forms)}".TrimEnd(' ', ',');
    }

    private string Swapped(string name)
    {
        var words = name.Split(' ').ToList();
        if (words.Count == 1) return name;
        words.Reverse(0, 2);
        return words.Count == 2 && _random.Next(2) == 0 ? $"{words[0]}, {words[1]}" : string.Join(' ', words);
    }

    private static string Plain(string s) => s.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal)
        .Replace("é", "e", StringComparison.Ordinal).Replace("í", "i", StringComparison.Ordinal).Replace("á", "a", StringComparison.Ordinal);

    private static string Wide(string s) => string.Concat(s.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c == ' ' ? '\u3000' : c));

    private string Mistyped(string s)
    {
        var at = Enumerable.Range(0, s.Length - 1).Where(i => char.IsLetter(s[i]) && char.IsLetter(s[i + 1])).ToList();
        if (at.Count < 4) return s;
        var i = at[_random.Next(at.Count)];
        return _random.Next(4) switch
        {
            0 => s.Remove(i, 1),
            1 => s.Insert(i, ((char)_random.Next('a', 'z' + 1)).ToString()),
            2 => $"{s[..i]}{s[i + 1]}{s[i]}{s[(i + 2)..]}",
            _ => $"{s[..i]}{(char)_random.Next('a', 'z' + 1)}{s[(i + 1)..]}",
        };
    }

    private string Phone() => string.Create(CultureInfo.InvariantCulture, $"+49 {_random.Next(30, 999)} {_random.Next(1_000_000, 9_999_999)}");

    private string Reformatted(string phone)
    {
        var parts = phone.Split(' ');
        return _random.Next(5) switch
        {
            0 => $"0{parts[1]}/{parts[2]}",
            1 => $"0049 {parts[1]} {parts[2][..3]}-{parts[2][3..]}",
            2 => $"+49 (0){parts[1]} {parts[2]}",
            3 => Wide($"0{parts[1]} {parts[2]}"),
            _ => $"(0{parts[1]}) {parts[2][..2]} {parts[2][2..4]} {parts[2][4..]}",
        };
    }

    private string Code() => _random.Next(10_000, 10_400).ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];
}
