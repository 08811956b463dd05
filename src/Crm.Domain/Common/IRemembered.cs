namespace Crm.Domain.Common;

/// <summary>Marks a kind of which there are few, seldom changed and asked about with most changes of others: all of them are remembered until one changes.</summary>
public interface IRemembered;
