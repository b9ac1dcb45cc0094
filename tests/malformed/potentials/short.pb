
-
model_