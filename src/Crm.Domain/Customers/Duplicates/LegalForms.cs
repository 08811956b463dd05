using System.Collections.Frozen;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>Words of a name that say what something is legally, or how somebody is addressed, and not who it is. All are in the folded form, without points: S.à r.l. is sarl.</summary>
internal static class LegalForms
{
    /// <summary>Those that are nothing else, wherever they stand.</summary>
    private static readonly FrozenSet<string> Anywhere = Set("""
        gmbh mbh ggmbh gesmbh haftungsbeschrankt kgaa ohg gbr ekfm ltd limited llc llp plc inc incorporated corp corporation company
        sas sasu sarl eurl snc spa srl srls sapa oyj asa aps kft zrt nyrt bt sro spol doo dooel ood eood pty pte bhd sdn pvt lda ltda eirl scop
        ooo oao zao pao ооо оао зао пао тоо
        """);

    /// <summary>Those that are words or names elsewhere, too: not the first word.</summary>
    private static readonly FrozenSet<string> NotFirst = Set("ag kg ug ek ev eg se co cie sa bv nv vof cv sl slu ab oy as ad sp zoo kk gk lp ao de rl");

    /// <summary>Those that are known at the end in spite of a typing error, because no name is like them.</summary>
    private static readonly string[] Unmistakable = ["gmbh", "limited", "incorporated", "corporation", "company"];

    private static readonly FrozenSet<string> Titles = Set("mr mrs ms miss mister herr frau dr prof professor sir dame mme mlle monsieur madame sig sr sra dipl ing med phd mba");

    private static readonly FrozenSet<string> Joining = Set("and und et the og och");

    /// <summary>Around names in scripts without spaces; the longer ones first.</summary>
    private static readonly string[] Dense = ["股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "株式會社", "有限会社", "合同会社", "集团公司", "公司", "주식회사", "유한회사"];

    private static readonly FrozenDictionary<string, string> Abbreviations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["intl"] = "international",
        ["bros"] = "brothers",
        ["gebr"] = "gebruder",
        ["mfg"] = "manufacturing",
        ["assoc"] = "associates",
        ["natl"] = "national",
        ["saint"] = "st",
        ["sankt"] = "st",
        ["street"] = "st",
        ["strasse"] = "str",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words that are left; all of them when nothing else would be left.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> words, CustomerKind kind)
    {
        List<string> left = [];
        for (var i = 0; i < words.Count; i++)
            if (!IsNoise(words[i], i, kind) && !(i > 0 && i == words.Count - 1 && kind == CustomerKind.Organization && IsMistyped(words[i]))) left.Add(Whole(words[i]));
        return left.Count > 0 ? left : words;
    }

    public static string WithoutDense(string name)
    {
        foreach (var form in Dense)
            if (name.Length > form.Length && name.Contains(form, StringComparison.Ordinal)) return name.Replace(form, " ", StringComparison.Ordinal);
        return name;
    }

    private static bool IsNoise(string word, int at, CustomerKind kind) =>
        Joining.Contains(word) || (kind == CustomerKind.Person ? Titles.Contains(word) : Anywhere.Contains(word) || (at > 0 && NotFirst.Contains(word)));

    private static bool IsMistyped(string word) => Array.Exists(Unmistakable, form => EditDistance.Between(word, form, 1) <= 1);

    private static string Whole(string word) =>
        Abbreviations.TryGetValue(word, out var whole) ? whole : word.Length > 8 && word.EndsWith("strasse", StringComparison.Ordinal) ? $"{word[..^4]}" : word;

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
