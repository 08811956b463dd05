using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Domain.Service;

public sealed partial class Ticket
{
    /// <summary>Replaces all free texts, on a closed ticket too; what kind of matter it was and how it ended stays. The messages are erased by the caller, who has them.</summary>
    public void Erase()
    {
        Subject = Erasing.Mark;
        Description = null;
        (ResolutionText, RootCause, Remedy) = (Erasing.Marked(ResolutionText), Erasing.Marked(RootCause), Erasing.Marked(Remedy));
        (_tags, _requiredSkills) = ([], []);
        EraseSatisfaction();
        CustomFields = CustomFields.None;
        _externalIds.Clear();
    }
}
