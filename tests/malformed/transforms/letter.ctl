Dear colleague,
