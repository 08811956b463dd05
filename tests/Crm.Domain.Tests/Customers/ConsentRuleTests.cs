using Crm.Domain.Common;
using Crm.Domain.Customers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Crm.Domain.Tests.Customers;

/// <summary>Which of several consents holds.</summary>
public sealed class ConsentRuleTests
{
    private const ConsentPurpose Purpose = ConsentPurpose.Newsletter;
    private const ChannelType Mail = ChannelType.Email;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(12);

    [Theory]
    [InlineData("", ConsentState.Unknown)]
    [InlineData("mail+", ConsentState.Granted)]
    [InlineData("all+", ConsentState.Granted)]
    [InlineData("mail+ mail-", ConsentState.Withdrawn)]
    [InlineData("mail+ all-", ConsentState.Withdrawn)]
    [InlineData("all- mail+", ConsentState.Granted)]
    [InlineData("mail+ all- mail+", ConsentState.Granted)]
    [InlineData("mail+ all- all+", ConsentState.Granted)]
    [InlineData("mail+ all- all?", ConsentState.Unknown)]
    [InlineData("mail- all+", ConsentState.Withdrawn)]
    [InlineData("all+ mail-", ConsentState.Withdrawn)]
    [InlineData("mail+ all?", ConsentState.Granted)]
    [InlineData("mail? all-", ConsentState.Withdrawn)]
    [InlineData("mail? all+", ConsentState.Granted)]
    [InlineData("all+ mail?", ConsentState.Unknown)]
    public void What_was_said_decides(string said, ConsentState holds) => Assert.Equal(holds, ConsentRule.Decide(Words(said), Purpose, Mail).State);

    [Fact]
    public void The_last_word_on_a_channel_holds_when_nobody_speaks_in_general() => Prop.ForAll<byte[]>(said =>
    {
        var words = Random(said).FindAll(w => w.Channel is not null);
        return ConsentRule.Decide(words, Purpose, Mail).Decides == words.FindLast(w => w.Purpose == Purpose && w.Channel == Mail);
    }).Check(Many);

    [Fact]
    public void After_a_general_withdrawal_nothing_is_granted_until_somebody_grants_it_again() => Prop.ForAll<byte[], byte[]>((before, after) =>
    {
        var words = Random(before);
        words.Add(Word(Purpose, null, ConsentState.Withdrawn, words.Count));
        var later = Random(after, words.Count).FindAll(w => w.State != ConsentState.Granted);
        return Enum.GetValues<ChannelType>().Cast<ChannelType?>().Append(null).All(c => ConsentRule.Decide([.. words, .. later], Purpose, c).State != ConsentState.Granted);
    }).Check(Many);

    [Fact]
    public void A_grant_on_a_channel_after_all_else_counts() => Prop.ForAll<byte[]>(said =>
    {
        var words = Random(said);
        words.Add(Word(Purpose, Mail, ConsentState.Granted, words.Count));
        return ConsentRule.Decide(words, Purpose, Mail).Decides == words[^1];
    }).Check(Many);

    [Fact]
    public void A_withdrawal_on_a_channel_holds_until_the_channel_is_granted_again() => Prop.ForAll<byte[], byte[]>((before, after) =>
    {
        var words = Random(before);
        words.Add(Word(Purpose, Mail, ConsentState.Withdrawn, words.Count));
        var later = Random(after, words.Count).FindAll(w => w.Channel != Mail);
        return ConsentRule.Decide([.. words, .. later], Purpose, Mail).State == ConsentState.Withdrawn;
    }).Check(Many);

    [Fact]
    public void Other_purposes_and_channels_and_the_order_of_recording_say_nothing() => Prop.ForAll<byte[]>(said =>
    {
        var words = Random(said);
        var verdict = ConsentRule.Decide(words, Purpose, Mail);
        var theirs = words.FindAll(w => w.Purpose == Purpose && (w.Channel is null || w.Channel == Mail));
        return verdict == ConsentRule.Decide(theirs, Purpose, Mail) && verdict == ConsentRule.Decide([.. Enumerable.Reverse(words)], Purpose, Mail);
    }).Check(Many);

    [Fact]
    public void Of_two_words_at_the_same_time_the_one_recorded_last_holds()
    {
        var (granted, withdrawn) = (Word(Purpose, Mail, ConsentState.Granted, 0), Word(Purpose, null, ConsentState.Withdrawn, 0));
        Assert.Equal(withdrawn, ConsentRule.Decide([granted, withdrawn], Purpose, Mail).Decides);
        Assert.Equal(granted, ConsentRule.Decide([withdrawn, granted], Purpose, Mail).Decides);
    }

    [Fact]
    public void Every_purpose_is_decided_in_general_and_on_every_channel() =>
        Assert.Equal(Enum.GetValues<ConsentPurpose>().Length * (Enum.GetValues<ChannelType>().Length + 1), ConsentRule.DecideAll([]).Distinct().Count());

    private static List<ConsentWord> Words(string said) =>
        [.. said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((w, i) => Word(Purpose, w.StartsWith("all", StringComparison.Ordinal) ? null : Mail,
            w[^1] switch { '+' => ConsentState.Granted, '-' => ConsentState.Withdrawn, _ => ConsentState.Unknown }, i))];

    private static List<ConsentWord> Random(byte[]? said, int from = 0) =>
        [.. (said ?? []).Select((b, i) => Word(b % 2 == 0 ? Purpose : ConsentPurpose.Survey, (b / 2 % 3) switch { 0 => null, 1 => Mail, _ => ChannelType.Phone }, (ConsentState)(b / 6 % 3), from + i))];

    private static ConsentWord Word(ConsentPurpose purpose, ChannelType? channel, ConsentState state, int minute) => new(Id<Consent>.New(), purpose, channel, state, Start.AddMinutes(minute));
}
