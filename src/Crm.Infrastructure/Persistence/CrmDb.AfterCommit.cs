namespace Crm.Infrastructure.Persistence;

public sealed partial class CrmDb
{
    private readonly List<Action> _afterCommit = [];

    public void AfterCommit(Action act)
    {
        if (IsInTransaction) _afterCommit.Add(act);
        else act();
    }

    private void Committed()
    {
        Action[] acts = [.. _afterCommit];
        _afterCommit.Clear();
        foreach (var act in acts) act();
    }
}
