namespace Crm.Domain.Common;

/// <summary>ISO 4217: the codes in circulation and the number of decimals of their minor unit.</summary>
public static class Currency
{
    public const int CodeLength = 3;

    private static readonly Dictionary<string, int> Decimals = Build();

    /// <summary>Every code, in alphabetical order.</summary>
    public static IEnumerable<string> Codes => Decimals.Keys.Order(StringComparer.Ordinal);

    public static bool IsKnown(string? code) => code is not null && Decimals.ContainsKey(code);

    /// <summary>The decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    /// <exception cref="ArgumentException">The code is not in ISO 4217.</exception>
    public static int MinorUnit(string code) =>
        Decimals.TryGetValue(code, out var decimals) ? decimals : throw new ArgumentException($"{code} is not an ISO 4217 code.", nameof(code));

    /// <summary>Rounded half away from zero to the currency's minor unit.</summary>
    public static decimal Round(decimal amount, string code) => Math.Round(amount, MinorUnit(code), MidpointRounding.AwayFromZero);

    private static Dictionary<string, int> Build()
    {
        const string none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
        const string three = "BHD IQD JOD KWD LYD OMR TND";
        const string four = "CLF UYW";
        const string two =
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE "
            + "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
            + "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON "
            + "RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
            + "XCD XCG YER ZAR ZMW ZWG";
        var decimals = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (codes, digits) in new[] { (none, 0), (two, 2), (three, 3), (four, 4) })
            foreach (var code in codes.Split(' ')) decimals.Add(code, digits);
        return decimals;
    }
}
