using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Customers.Duplicates;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Tests.Customers.Duplicates;

public sealed class DuplicateRuleTests
{
    [Theory]
    [InlineData("Müller & Söhne GmbH", "Mueller und Sohne Ltd.")]
    [InlineData("Groß AG", "GROSS")]
    [InlineData("Bergmann Optik GmbH & Co. KG", "Optik Bergmann")]
    [InlineData("Ａｌｐｈａ　Ｌｏｇｉｓｔｉｋ", "Alpha Logistik S.r.l.")]
    [InlineData("Alpha Logistik S.A.", "Alpha Logistik SA")]
    [InlineData("Alpha Logistik S. A.", "alpha-logistik, b.v.")]
    [InlineData("上海贸易有限公司", "上海贸易")]
    [InlineData("北京华信科技股份有限公司", "北京华信科技有限公司")]
    [InlineData("Opti Tech Inc", "Optitech")]
    [InlineData("Bergmann Optik", "Bregmann Optik")]
    [InlineData("Bergmann Optik", "Bergman Optikk")]
    [InlineData("Bergmann Optik GmbH", "Bergmann Optik GmHb")]
    [InlineData("O'Brien Consulting", "OBrien Consulting")]
    [InlineData("Gebr. Weiß Spedition", "Gebrüder Weiss Spedition")]
    [InlineData("Hansestraße Apotheke", "Hansestr. Apotheke")]
    public void Organisations_of_one_name(string a, string b) => Assert.InRange(Similarity(a, b, CustomerKind.Organization), NameSimilarity.Same, 1);

    [Theory]
    [InlineData("Rewe Markt Berlin", "Rewe Markt Hamburg")]
    [InlineData("Bundesdruckerei Filiale Nord", "Bundesdruckerei Filiale Süd")]
    [InlineData("Filiale 17", "Filiale 18")]
    [InlineData("Bergmann Optik", "Bergmann Optik Berlin")]
    [InlineData("Bergmann Optik", "Bergmann Akustik")]
    [InlineData("上海东方贸易有限公司", "北京东方贸易有限公司")]
    [InlineData("GmbH", "AG")]
    [InlineData("Eins", "Meins")]
    public void Organisations_of_two_names(string a, string b) => Assert.InRange(Similarity(a, b, CustomerKind.Organization), 0, NameSimilarity.Same - 0.001);

    [Theory]
    [InlineData("Anna Schmidt", "Schmidt, Anna", true)]
    [InlineData("Dr. Anna Schmidt", "Frau Anna Schmitd", true)]
    [InlineData("Hans Müller", "Peter Müller", false)]
    [InlineData("Martin Weiß", "Martina Weiß", false)]
    [InlineData("Christian Kern", "Christina Kern", false)]
    [InlineData("Mario Rossi", "Maria Rossi", false)]
    [InlineData("王伟", "王芳", false)]
    [InlineData("Wei Xu", "Xu Wei", true)]
    [InlineData("Hans Müller jun.", "Hans Müller sen.", false)]
    public void Persons(string a, string b, bool same) => Assert.Equal(same, Similarity(a, b, CustomerKind.Person) >= NameSimilarity.Same);

    [Theory]
    [InlineData("+49 30 1234567", "030 / 12 34 567", true)]
    [InlineData("+49 (0)30 1234567", "0049-30-1234567", true)]
    [InlineData("０３０　１２３４５６７", "+49 30 1234567", true)]
    [InlineData("+49 30 1234567", "+49 40 1234567", false)]
    [InlineData("112", "+49 30 112", false)]
    public void Phone_numbers(string a, string b, bool same)
    {
        var match = DuplicateRule.Weigh(With(ChannelType.Phone, a), With(ChannelType.Mobile, b));
        Assert.Equal((same, same), (match.IsRefused, match.Reasons.Contains(DuplicateReason.SamePhone)));
    }

    [Fact]
    public void A_birth_date_tells_father_and_son_of_one_name_apart_but_not_a_typing_error()
    {
        MatchFacts Born(int year, int day) => Facts("Hans Müller", CustomerKind.Person, "10115", birthDate: new(year, 5, day));
        Assert.False(DuplicateRule.Weigh(Born(1950, 3), Born(1980, 17)).IsRefused);
        Assert.True(DuplicateRule.Weigh(Born(1950, 3), Born(1950, 4)).IsRefused);
    }

    [Fact]
    public void A_free_mail_domain_says_nothing() =>
        Assert.DoesNotContain(DuplicateReason.SameDomain, DuplicateRule.Weigh(With(ChannelType.Email, "a@gmail.com"), With(ChannelType.Email, "b@gmail.com")).Reasons);

    [Fact]
    public void Whatever_is_compared_the_order_does_not_matter_and_the_score_is_from_0_to_1() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<NonEmptyString>(),
        (one, other) =>
        {
            if (!IsName(one.Get) || !IsName(other.Get)) return true;
            var (a, b) = (Facts(one.Get, CustomerKind.Organization, "10115"), Facts(other.Get, CustomerKind.Organization, "10115"));
            var (there, back) = (DuplicateRule.Weigh(a, b), DuplicateRule.Weigh(b, a));
            return there.Score == back.Score && there.Score is >= 0 and <= 1 && (DuplicateRule.Weigh(a, a).IsRefused || a.Names.Count == 0);
        }));

    [Fact]
    public void Who_can_be_refused_for_the_other_has_a_key_in_common_with_it() => Assert.All(
        from seed in Enumerable.Range(10, 3)
        let entries = PlantedSet.Make(seed, 300).Entries.Select(e => MatchFacts.Of(e.ToCustomer())).ToList()
        from a in entries
        from b in entries
        where DuplicateRule.Weigh(a, b).IsRefused
        select (a, b),
        pair =>
        {
            Assert.NotEmpty(MatchKeys.Of(pair.a).Intersect(MatchKeys.Of(pair.b)));
            if (!HaveOnlyDomain(pair.a, pair.b)) Assert.NotEmpty(MatchKeys.Held(pair.a).Intersect(MatchKeys.Held(pair.b)));
        });

    [Fact]
    public void Who_registers_the_same_customer_holds_a_key_of_the_other() => Assert.All(
        PlantedSet.Make(11, 300).Entries.Select(e => MatchFacts.Of(e.ToCustomer())).Where(f => DuplicateRule.Weigh(f, f).IsRefused && MatchKeys.Of(f).Count > 0),
        facts => Assert.NotEmpty(MatchKeys.Held(facts)));

    // And are not called the same.
    private static bool HaveOnlyDomain(MatchFacts a, MatchFacts b) =>
        !a.Emails.Intersect(b.Emails).Any() && !a.PostalCodes.Intersect(b.PostalCodes).Any() && (a.RegistrationNumber is null || a.RegistrationNumber != b.RegistrationNumber)
        && !a.Phones.Select(End).Intersect(b.Phones.Select(End)).Any() && !a.Names.Select(Words).Intersect(b.Names.Select(Words)).Any();

    private static string End(string phone) => phone.Length > 7 ? phone[^7..] : phone;

    private static string Words(NameForm name) => string.Concat(name.Words.Order(StringComparer.Ordinal));

    private static bool IsName(string s) => Text.Clean(s) is not null && Text.IsPrintable(s);

    private static double Similarity(string a, string b, CustomerKind kind) => NameSimilarity.Of(NameForm.Of(a, kind), NameForm.Of(b, kind));

    private static MatchFacts With(ChannelType type, string value) => MatchFacts.Of(CustomerKind.Person, "Wer", null, null, null, [(type, Channel.Normalize(type, value))], null, [], null);

    private static MatchFacts Facts(string name, CustomerKind kind, string postalCode, DateOnly? birthDate = null) =>
        MatchFacts.Of(kind, name, null, null, null, [], null, [new() { Line1 = "Weg 1", PostalCode = postalCode, City = "Ort", Country = "DE" }], birthDate);
}
