namespace ActorIommu.Simulation.Laboratory;

/// <summary>Failures that are seen without a rule of the checker.</summary>
public static class FailureClasses
{
    /// <summary>A run of finite workloads did not come to rest.</summary>
    public const string Progress = "Progress";

    /// <summary>The machine could not be set up, although nothing disturbs that.</summary>
    public const string SetUp = "SetUp";

    /// <summary>After the faults a device could not be made to work again.</summary>
    public const string Heal = "Heal";

    /// <summary>Rules of the checker that say that something did not happen.</summary>
    private static readonly string[] Rules = ["L1", "Q10"];

    /// <summary>True if what failed is that something never happens.</summary>
    public static bool IsLiveness(string failureClass) => failureClass is Progress or Heal || Rules.Contains(failureClass);
}
