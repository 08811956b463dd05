using Crm.Domain.Common;
using Crm.Domain.Customers;
using Xunit;

namespace Crm.Domain.Tests.Customers;

public sealed class ContactTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Customer> Customer = Id<Customer>.New();

    private static Contact Someone(string name = "Anna") => Contact.Register(Customer, new ContactProfile { Name = name });

    private static void Refused(string code, Action act) => Assert.Equal(code, Assert.Throws<RuleBroken>(act).Code);

    [Theory]
    [InlineData("Anna", "Schmidt", null, "Anna Schmidt")]
    [InlineData("Anna", null, null, "Anna")]
    [InlineData(null, "Schmidt", " ", "Schmidt")]
    [InlineData("小明", "王", null, "王小明")]
    [InlineData("さくら", "山田", null, "山田さくら")]
    [InlineData("철수", "김", null, "김철수")]
    [InlineData("マイケル", "ジャクソン", null, "マイケル ジャクソン")]
    [InlineData("محمد", "علي", null, "محمد علي")]
    [InlineData("Anna", "Schmidt", " Dr. Anna Schmidt ", "Dr. Anna Schmidt")]
    [InlineData(null, null, "The man at the gate 😀", "The man at the gate 😀")]
    public void A_name_is_what_is_given_or_made_of_its_parts(string? given, string? family, string? name, string shown) =>
        Assert.Equal(shown, Contact.Register(Customer, new ContactProfile { GivenName = given, FamilyName = family, Name = name }).Name);

    [Fact]
    public void A_contact_without_any_name_is_refused()
    {
        Refused("contact.name_missing", () => Contact.Register(Customer, new ContactProfile { GivenName = " " }));
        Refused("contact.name_missing", () => Someone().Change(new ContactProfile()));
    }

    [Fact]
    public void The_longest_parts_make_a_name_that_fits() =>
        Assert.Equal(Contact.NameMax, Contact.Register(Customer, new ContactProfile
        {
            GivenName = new string('a', Contact.GivenNameMax),
            FamilyName = new string('b', Contact.FamilyNameMax),
        }).Name.Length);

    [Fact]
    public void A_name_made_of_its_parts_follows_them()
    {
        var contact = Contact.Register(Customer, new ContactProfile { GivenName = "Anna", FamilyName = "Schmidt" });

        contact.Change(ContactProfile.Of(contact) with { FamilyName = "Meyer" });
        Assert.Equal("Anna Meyer", contact.Name);

        contact.Change(ContactProfile.Of(contact) with { GivenName = null, FamilyName = null });
        Assert.Equal("Anna Meyer", contact.Name);
    }

    [Fact]
    public void A_name_of_its_own_stays_when_the_parts_change()
    {
        var contact = Contact.Register(Customer, new ContactProfile { GivenName = "Anna", FamilyName = "Schmidt", Name = "Frau Schmidt" });

        contact.Change(ContactProfile.Of(contact) with { FamilyName = "Meyer" });
        Assert.Equal("Frau Schmidt", contact.Name);
    }

    [Fact]
    public void Registering_keeps_everything_clean_and_says_so()
    {
        var contact = Contact.Register(Customer, new ContactProfile
        {
            Name = " Anna ",
            JobTitle = " Head of purchasing ",
            Department = " ",
            Roles = [ContactRole.Billing, ContactRole.DecisionMaker, ContactRole.Billing],
            Channels = [new ChannelData(ChannelType.Email, "Anna@Example.com"), new ChannelData(ChannelType.Phone, "+49 (0)30 1234")],
            PreferredLanguage = "zh-Hans",
            BirthDate = new DateOnly(1990, 2, 28),
            Tags = ["VIP"],
            ExternalIds = [new ExternalId("Shop", "1"), new ExternalId("shop", "1")],
        });

        Assert.Equal((Customer, "Anna", "Head of purchasing", null), (contact.CustomerId, contact.Name, contact.JobTitle, contact.Department));
        Assert.Equal([ContactRole.DecisionMaker, ContactRole.Billing], contact.Roles);
        Assert.Equal(["anna@example.com", "49301234"], contact.Channels.Select(c => c.Normalized));
        Assert.Equal(["vip"], contact.Tags);
        Assert.Equal("1", Assert.Single(contact.ExternalIds).Value);
        Assert.Equal([new ContactRegistered(contact.Id, Customer)], contact.PullEvents());
    }

    [Fact]
    public void A_change_replaces_everything_and_what_stays_remains_the_same()
    {
        var contact = Contact.Register(Customer, new ContactProfile
        {
            Name = "Anna",
            Notes = "Likes tea",
            Channels = [new ChannelData(ChannelType.Email, "a@example.com")],
            ExternalIds = [new ExternalId("shop", "1"), new ExternalId("erp", "9")],
        });
        var (channel, shop) = (contact.Channels[0], contact.ExternalIds.First());

        contact.Change(ContactProfile.Of(contact) with { Notes = null, ExternalIds = [new ExternalId("shop", "1"), new ExternalId("crm", "2")] });

        Assert.Null(contact.Notes);
        Assert.Same(channel, contact.Channels[0]);
        Assert.Equal(["shop", "crm"], contact.ExternalIds.Select(e => e.System));
        Assert.Same(shop, contact.ExternalIds.First());

        contact.Change(ContactProfile.Of(contact) with { Channels = [new ChannelData(ChannelType.Email, "b@example.com")] });
        Assert.Equal("b@example.com", Assert.Single(contact.Channels).Value);
    }

    [Fact]
    public void A_manager_is_named_and_taken_away()
    {
        var (contact, manager) = (Someone(), Someone("Boss"));

        contact.ReportTo(manager, []);
        Assert.Equal(manager.Id, contact.ManagerId);

        contact.ReportTo(null, []);
        Assert.Null(contact.ManagerId);
    }

    [Fact]
    public void Nobody_reports_to_himself_in_a_circle_to_the_archive_or_to_another_customer()
    {
        var (contact, middle, top) = (Someone(), Someone("Middle"), Someone("Top"));
        var stranger = Contact.Register(Id<Customer>.New(), new ContactProfile { Name = "Stranger" });
        var gone = Someone("Gone");
        gone.Archive(Now);
        middle.ReportTo(contact, []);
        top.ReportTo(middle, [contact.Id]);

        Refused("contact.own_manager", () => contact.ReportTo(contact, []));
        Refused("contact.manager_cycle", () => contact.ReportTo(middle, [contact.Id]));
        Refused("contact.manager_cycle", () => contact.ReportTo(top, [middle.Id, contact.Id]));
        Refused("contact.manager_of_other_customer", () => contact.ReportTo(stranger, []));
        Refused("contact.manager_archived", () => contact.ReportTo(gone, []));
        Assert.Null(contact.ManagerId);
    }

    [Fact]
    public void A_contact_becomes_primary_and_steps_down()
    {
        var contact = Someone();

        contact.MakePrimary();
        contact.MakePrimary();
        Assert.True(contact.IsPrimary);

        contact.StepDown();
        contact.StepDown();
        Assert.False(contact.IsPrimary);
    }

    [Fact]
    public void Archiving_frees_the_place_of_the_primary_contact()
    {
        var contact = Someone();
        contact.MakePrimary();

        contact.Archive(Now);
        Assert.False(contact.IsPrimary);
        Refused("contact.archived", contact.MakePrimary);

        contact.Restore();
        Assert.False(contact.IsPrimary);
        contact.MakePrimary();
    }

    [Fact]
    public void Moving_to_another_customer_leaves_manager_and_primary_behind()
    {
        var contact = Someone();
        contact.ReportTo(Someone("Boss"), []);
        contact.MakePrimary();
        contact.PullEvents();
        var newCustomer = Id<Customer>.New();

        contact.MoveTo(newCustomer);

        Assert.Equal((newCustomer, null, false), (contact.CustomerId, contact.ManagerId, contact.IsPrimary));
        Assert.Equal([new ContactMoved(contact.Id, Customer, newCustomer)], contact.PullEvents());
    }

    [Fact]
    public void Moving_to_the_same_customer_changes_nothing()
    {
        var contact = Someone();
        contact.MakePrimary();
        contact.PullEvents();

        contact.MoveTo(Customer);

        Assert.True(contact.IsPrimary);
        Assert.Empty(contact.PullEvents());
    }
}
